import { describe, expect, test } from "vitest";
import { flawOfPicture } from "../../../src/app/sources/picture-flaw.ts";
import { inForm } from "../../../src/slicer/live/snapshot-form.ts";
import { SnapshotPoll } from "../../../src/slicer/live/snapshot-poll.ts";
import { RemoteClient } from "../../../src/slicer/remote/remote-client.ts";
import { imageSizeOf } from "../../../src/core/image/image-size.ts";
import { imageTypeOf } from "../../../src/core/image/image-type.ts";
import { frameIndexOfImage } from "../../support/frames/frame-index-of-image.ts";
import { indexedPicture, SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";

const NEVER = new AbortController().signal;

function pollOf({ url }: SnapshotCamera): SnapshotPoll {
  return new SnapshotPoll(new RemoteClient(url, []), flawOfPicture);
}

describe("a picture that is asked for", () => {
  test.each(["jpeg", "png", "webp"] as const)("comes byte for byte: %s", async (format) => {
    await using camera = await SnapshotCamera.open();
    camera.format = format;
    const poll = pollOf(camera);
    const pictures = [await poll.next(() => {}, NEVER), await poll.next(() => {}, NEVER)];
    expect(pictures.map((picture) => picture?.bytes)).toEqual(camera.sent);
  });

  test("and is the same one comes once, whether the server says so or not", async () => {
    for (const hasNoVersion of [false, true]) {
      await using camera = await SnapshotCamera.open();
      camera.isStill = true;
      camera.hasNoVersion = hasNoVersion;
      const poll = pollOf(camera);
      expect(await poll.next(() => {}, NEVER)).not.toBeNull();
      expect(await poll.next(() => {}, NEVER)).toBeNull();
      expect(camera.sameCount).toBe(hasNoVersion ? 0 : 1);
      camera.isStill = false;
      expect(await poll.next(() => {}, NEVER)).not.toBeNull();
    }
  });

  test("comes again where it was of no use", async () => {
    await using camera = await SnapshotCamera.open();
    camera.isStill = true;
    const poll = pollOf(camera);
    const first = await poll.next(() => {}, NEVER);
    poll.forget();
    expect((await poll.next(() => {}, NEVER))?.bytes).toEqual(first?.bytes);
  });

  test.each([
    ["breaks off", "its answer broke off before its end", "away"],
    ["sends half a picture as a whole one", "that is not whole: the JPEG has no end mark", "away"],
    ["sends a page", "it sent text/html that is no JPEG, PNG or WebP picture", "away"],
    [{ status: 503 }, "it answered with status 503", "away"],
    [{ status: 404 }, "it has nothing under this path (404 Not Found)", "refused"],
    [{ status: 304 }, "it answered with status 304", "away"],
  ] as const)("and does not come is told: %j", async (fault, reason, kind) => {
    await using camera = await SnapshotCamera.open();
    camera.fault = fault;
    const poll = pollOf(camera);
    const failure = await poll.next(() => {}, NEVER).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(reason) as string });
    camera.fault = null;
    expect((await poll.next(() => {}, NEVER))?.bytes).toEqual(camera.sent[0]);
  });
});

describe("a picture", () => {
  const asItIs = { widthPixels: null, heightPixels: null, quality: null, format: "jpg" } as const;

  test("stays as it came unless something else is asked for", async () => {
    const bytes = await indexedPicture(1, "png");
    const snapshot = { bytes, extension: "png" } as const;
    expect(await inForm(snapshot, asItIs)).toBe(snapshot);
  });

  test.each([
    [{ widthPixels: 96 }, { width: 96, height: 54 }, "image/jpeg"],
    [{ heightPixels: 54, widthPixels: 54 }, { width: 54, height: 54 }, "image/jpeg"],
    [{ format: "png" }, { width: 192, height: 108 }, "image/png"],
    [{ format: "webp", quality: 90 }, { width: 192, height: 108 }, "image/webp"],
    [{ quality: 95 }, { width: 192, height: 108 }, "image/jpeg"],
  ] as const)("gets the form that is asked for: %j", async (form, size, type) => {
    const bytes = await indexedPicture(77);
    const { bytes: formed } = await inForm({ bytes, extension: "jpg" }, { ...asItIs, ...form });
    expect(formed).not.toEqual(bytes);
    expect([imageSizeOf(formed), imageTypeOf(formed)]).toEqual([size, type]);
    expect(await frameIndexOfImage(formed)).toBe(77);
  });

  test("is cut to the part that is asked for, before it is scaled", async () => {
    const bytes = await indexedPicture(1, "png");
    const form = { ...asItIs, crop: "0.5,0,0.5,1", widthPixels: 48 };
    const formed = await inForm({ bytes, extension: "png" }, form, "the camera");
    expect(imageSizeOf(formed.bytes)).toEqual({ width: 48, height: 54 });
    const frame = { width: 192, height: 108 };
    const place = { x: 96, y: 0, width: 96, height: 108, image: "part" };
    expect(formed.crop).toEqual({ ...place, frame, sent: { width: 48, height: 54 } });
    const outside = inForm({ bytes, extension: "png" }, { ...asItIs, crop: "0,0,999,9" }, "yard");
    await expect(outside).rejects.toThrow(
      'yard: `crop: "0,0,999,9"` reaches beyond the picture, which is 192x108 pixels',
    );
  });

  test("that cannot be decoded is told", async () => {
    const broken = { bytes: Buffer.from([0xff, 0xd8, 0xff, 0xd9]), extension: "jpg" } as const;
    await expect(inForm(broken, { ...asItIs, quality: 50 })).rejects.toThrow("cannot be decoded");
  });
});
