import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Metadata, type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import type { BodyLayout } from "../../../src/core/service/protocol.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import type { ReadFault } from "../../../src/submitter/read-fault.ts";
import { ImageReader, type LoadedImage } from "../../../src/submitter/image/read-image.ts";
import { EditingReader } from "../../../src/submitter/image/editing-reader.ts";
import { shrinkImage } from "../../../src/submitter/image/shrink-image.ts";
import { frameOfFile } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const ROOM: BodyLayout = { imageAs: "bytes", maxHeadBytes: 300, maxTailBytes: 40 };
const BOX = { width: 64, height: 64 };

function picture(width: number, height: number): Sharp {
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  return sharp({ create: { width, height, channels: 3, background: "teal", noise } });
}

interface Reading {
  readonly loaded: LoadedImage | ReadFault;
  /** What would be sent; empty for a fault. */
  readonly bytes: Buffer;
}

/** Reads an image of these bytes with what sends it no larger than 64x64. */
async function reading(bytes: Buffer, room: BodyLayout = ROOM): Promise<Reading> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "frame");
  await writeFile(path, bytes);
  const buffers = new BodyBuffers(2);
  const reader = new EditingReader(
    new ImageReader(buffers),
    buffers,
    async (image) => await shrinkImage(image, BOX),
  );
  const loaded = await reader.read(frameOfFile(folder.path, "frame"), room);
  expect(await readFile(path)).toEqual(bytes);
  if ("readFault" in loaded) return { loaded, bytes: Buffer.alloc(0) };
  return { loaded, bytes: loaded.buffer.subarray(loaded.start, loaded.end) };
}

async function metadataOf(bytes: Buffer): Promise<Metadata> {
  return await sharp(bytes, { failOn: "warning" }).metadata();
}

const FORMATS = ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const;

/** What the decoder calls a format: an AVIF is a HEIF to it. */
const decodedAs = (format: string): string => (format === "avif" ? "heif" : format);

describe("an image that is to be resized", () => {
  test.each(FORMATS)("fits into the box, in its own form and format: %s", async (format) => {
    const wide = await reading(await picture(256, 128).toFormat(format).toBuffer());
    const known = { format: decodedAs(format) };
    expect(await metadataOf(wide.bytes)).toMatchObject({ ...known, width: 64, height: 32 });
    expect(wide.loaded).toMatchObject({ scale: { x: 4, y: 4 } });
    const high = await reading(await picture(100, 640).toFormat(format).toBuffer());
    expect(await metadataOf(high.bytes)).toMatchObject({ ...known, width: 10, height: 64 });
    expect(high.loaded).toMatchObject({ scale: { x: 10, y: 10 } });
  });

  test.each(FORMATS)("is not touched, and never grows, where it fits: %s", async (format) => {
    const small = await picture(64, 20).toFormat(format).toBuffer();
    const { loaded, bytes } = await reading(small);
    expect(bytes).toEqual(small);
    expect(loaded).not.toHaveProperty("scale");
  });

  test("keeps the way up that a camera wrote beside it", async () => {
    const turned = await picture(256, 128).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { bytes } = await reading(turned);
    expect(await metadataOf(bytes)).toMatchObject({ width: 64, height: 32, orientation: 6 });
  });

  test("has the room around it that its protocol wants", async () => {
    const image = await picture(256, 128).jpeg().toBuffer();
    for (const imageAs of ["bytes", "base64"] as const) {
      const { loaded, bytes } = await reading(image, { ...ROOM, imageAs });
      const { buffer, start, end } = loaded as LoadedImage;
      const growth = imageAs === "base64" ? Math.ceil(bytes.length / 3) * 4 - bytes.length : 0;
      expect(start).toBe(ROOM.maxHeadBytes + growth);
      expect(buffer.length - end).toBeGreaterThanOrEqual(ROOM.maxTailBytes);
    }
  });

  test.each([
    ["cut short", (image: Buffer) => image.subarray(0, 200)],
    ["without any meaning", () => Buffer.from("\xff\xd8\xff and no more", "latin1")],
    ["a BMP", () => Buffer.from("BM and so on")],
    ["no image", () => Buffer.from("text")],
  ])("is rejected in one line where it is %s", async (_, spoiled) => {
    const image = await picture(256, 128).png().toBuffer();
    const { loaded } = await reading(spoiled(image));
    expect(loaded).toEqual({
      readFault: "unreadable",
      reason: expect.stringMatching(/^the image cannot be shrunk: [^\n]{5,}$/u),
    });
  });

  test("is read in the version that landed, or not at all", async () => {
    await using folder = await temporaryFolder();
    const frame = frameOfFile(folder.path, "gone.jpg");
    const buffers = new BodyBuffers(2);
    const reader = new EditingReader(
      new ImageReader(buffers),
      buffers,
      async (image) => await shrinkImage(image, BOX),
    );
    expect(await reader.read(frame, ROOM)).toMatchObject({
      reason: "the file vanished before it was sent",
    });
  });
});
