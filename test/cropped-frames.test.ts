import { readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  annotateResults,
  exportResults,
  previewFrames,
  reportResults,
  resubmitFrames,
  type RunVideoOptions,
  runVideo,
  sendFiles,
  watchFolders,
} from "../src/index.ts";
import type { CroppedPart } from "../src/core/frame/cropped-part.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { resultLines } from "./support/results/result-lines.ts";
import { type Answer, type Collector, startCollector } from "./support/services/collector.ts";
import { inferences, startPixelModel, tensorIn } from "./support/services/pixel-model.ts";
import { ffmpeg, testPicture } from "./support/videos/ffmpeg-made.ts";

const [WIDTH, HEIGHT] = [320, 180];
/** Made once: a video, one that is turned, one whose pixels are not square, and images. */
let media: TemporaryFolder;
beforeAll(async () => {
  media = await temporaryFolder();
  const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-pix_fmt", "yuv420p"];
  await ffmpeg(media.path, ...testPicture(`${WIDTH}x${HEIGHT}`, 1, 4), ...coded, "clip.mp4");
  await ffmpeg(
    media.path,
    "-display_rotation",
    "90",
    "-i",
    "clip.mp4",
    "-c",
    "copy",
    "turned.mp4",
  ).catch(
    async () =>
      await ffmpeg(
        media.path,
        "-i",
        "clip.mp4",
        "-c",
        "copy",
        "-metadata:s:v",
        "rotate=270",
        "turned.mp4",
      ),
  );
  await ffmpeg(media.path, "-i", "clip.mp4", "-vf", "setsar=2", ...coded, "wide.mp4");
  await mkdir(join(media.path, "images"));
  for (const name of ["a.png", "b.png"])
    await sharp(gradient())
      .png()
      .toFile(join(media.path, "images", name));
});
afterAll(async () => await media[Symbol.asyncDispose]());

/** A picture whose pixels tell their place. */
function gradient(): Buffer {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#0f8"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="200" cy="90" r="30"/></svg>`;
  return Buffer.from(svg);
}

const at = (...names: readonly string[]): string => join(media.path, ...names);

/** A cat whose box is 40 by 20 pixels at 10, 5 of what it was shown. */
const CAT = {
  detections: [{ label: "cat", confidence: 0.9, box: { x: 10, y: 5, width: 40, height: 20 } }],
};
/** The same in fractions of a picture of 160 by 90. */
const CAT_IN_FRACTIONS = {
  detections: [{ label: "cat", confidence: 0.9, box: [10 / 160, 5 / 90, 50 / 160, 25 / 90] }],
};

async function catService(body: unknown = CAT): Promise<Collector> {
  return await startCollector({ answer: (): Answer => ({ body }) });
}

interface Sent {
  readonly images: readonly Buffer[];
  readonly results: string;
  readonly crops: readonly (CroppedPart | undefined)[];
}

async function sent(options: Omit<RunVideoOptions, "to">, body?: unknown): Promise<Sent> {
  await using service = await catService(body);
  const run = runVideo({ to: service.url, state: at(`state-${Math.random()}`), ...options });
  const { results, complete } = await run.summary;
  expect(complete).toBe(true);
  const lines = await resultLines(results);
  const images = service.requests.map(({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0));
  return { images, results, crops: lines.map(({ crop }) => crop) };
}

async function pixelsOf(image: Buffer): Promise<{ data: Buffer; size: readonly number[] }> {
  const { data, info } = await sharp(image)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, size: [info.width, info.height] };
}

async function cutFrom(
  image: Buffer,
  [left, top, width, height]: readonly [number, number, number, number],
) {
  return await sharp(image).removeAlpha().extract({ left, top, width, height }).raw().toBuffer();
}

/** Mean difference of bytes. */
function distance(one: Buffer, other: Buffer): number {
  expect(one).toHaveLength(other.length);
  return (
    one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length
  );
}

const ONE = { atSeconds: [0.5], concurrency: 1 } as const;

let known: Promise<Buffer> | null = null;

/** The frame that a run without a crop sends. */
async function wholePicture(): Promise<Buffer> {
  known ??= sent({ video: at("clip.mp4"), ...ONE, format: "png" }).then(
    ({ images: [whole = Buffer.alloc(0)] }) => whole,
  );
  return await known;
}

describe("a crop of a video", () => {
  test.each([
    ["100,50,160,90", [100, 50, 160, 90]],
    ["101,51,61,33", [101, 51, 61, 33]],
    ["0.5,0,0.5,1", [160, 0, 160, 180]],
    ["319,179,1,1", [319, 179, 1, 1]],
  ] as const)(
    "sends exactly the pixels that are there in the whole picture: %s",
    async (crop, place) => {
      const video = at("clip.mp4");
      const whole = await wholePicture();
      const {
        images: [part = Buffer.alloc(0)],
        crops,
      } = await sent({ video, ...ONE, format: "png", crop });
      const { data, size } = await pixelsOf(part);
      expect(size).toEqual(place.slice(2));
      expect(data.equals(await cutFrom(whole, [...place]))).toBe(true);
      const [x, y, width, height] = place;
      expect(crops).toEqual([
        {
          ...{ x, y, width, height, image: "part" },
          ...{ frame: { width: WIDTH, height: HEIGHT }, sent: { width, height } },
        },
      ]);
    },
  );

  test("sends a JPEG whose colors are where they were, also between two pixels that share one", async () => {
    const video = at("clip.mp4");
    const quality = 100;
    const {
      images: [whole = Buffer.alloc(0)],
    } = await sent({ video, ...ONE, quality });
    for (const place of [
      [100, 50, 121, 91],
      [101, 51, 121, 91],
    ] as const) {
      const {
        images: [part = Buffer.alloc(0)],
      } = await sent({ video, ...ONE, quality, crop: place.join(",") });
      const [x, y, width, height] = place;
      const { data, size } = await pixelsOf(part);
      expect(size).toEqual([width, height]);
      const here = distance(data, await cutFrom(whole, [x, y, width, height]));
      const beside = distance(data, await cutFrom(whole, [x + 1, y, width, height]));
      expect(here).toBeLessThan(3);
      expect(beside).toBeGreaterThan(2 * here);
    }
  });

  test("is of the picture as a viewer sees it, turned", async () => {
    const video = at("turned.mp4");
    const {
      images: [whole = Buffer.alloc(0)],
    } = await sent({ video, ...ONE, format: "png" });
    expect((await pixelsOf(whole)).size).toEqual([HEIGHT, WIDTH]);
    const {
      images: [part = Buffer.alloc(0)],
      crops,
    } = await sent({ video, ...ONE, format: "png", crop: "10,200,100,120" });
    expect((await pixelsOf(part)).data.equals(await cutFrom(whole, [10, 200, 100, 120]))).toBe(
      true,
    );
    expect(crops[0]?.frame).toEqual({ width: HEIGHT, height: WIDTH });
  });

  test("is of the picture with square pixels, where these are asked for", async () => {
    const options = { video: at("wide.mp4"), ...ONE, format: "png", squarePixels: true } as const;
    const {
      images: [whole = Buffer.alloc(0)],
    } = await sent(options);
    const {
      images: [part = Buffer.alloc(0)],
      crops,
    } = await sent({ ...options, crop: "0.5,0,0.5,0.5" });
    expect((await pixelsOf(whole)).size).toEqual([2 * WIDTH, HEIGHT]);
    const { data } = await pixelsOf(part);
    const here = distance(data, await cutFrom(whole, [320, 0, 320, 90]));
    expect(here).toBeLessThan(3);
    expect(distance(data, await cutFrom(whole, [318, 0, 320, 90]))).toBeGreaterThan(2 * here);
    expect(crops[0]).toMatchObject({ x: 320, frame: { width: 640, height: 180 } });
  });

  test("is cut out before it is scaled, and what is found comes back in the whole picture", async () => {
    const options = { video: at("clip.mp4"), ...ONE, crop: "100,50,160,90", widthPixels: 80 };
    const {
      images: [part = Buffer.alloc(0)],
      results,
    } = await sent(options);
    expect((await pixelsOf(part)).size).toEqual([80, 45]);
    expect(await boxesIn(results)).toEqual([[120, 60, 80, 40]]);
  });

  test("leads back to the whole picture from fractions of the part", async () => {
    const { results } = await sent(
      { video: at("clip.mp4"), ...ONE, crop: "100,50,160,90" },
      CAT_IN_FRACTIONS,
    );
    expect(await boxesIn(results)).toEqual([[110, 55, 40, 20]]);
  });

  test("goes on where it was, and another crop sends everything again", async () => {
    await using service = await catService();
    const options = { to: service.url, video: at("clip.mp4"), state: at("again") };
    expect(await runVideo({ ...options, crop: "0,0,64,64" })).toMatchObject({ delivered: 4 });
    expect(await runVideo({ ...options, crop: "0,0,64,64" })).toMatchObject({ delivered: 0 });
    expect(await runVideo({ ...options, crop: "0,0,64,66" })).toMatchObject({ delivered: 4 });
    expect(await runVideo(options)).toMatchObject({ delivered: 4 });
  });

  test("is kept in mind for frames that fail and are sent again", async () => {
    let isBroken = true;
    await using service = await startCollector({
      answer: () => (isBroken ? { status: 400, body: "no" } : { body: CAT }),
    });
    const options = { to: service.url, state: at("failing") };
    const run = runVideo({ ...options, video: at("clip.mp4"), ...ONE, crop: "100,50,160,90" });
    expect(await run.summary).toMatchObject({ failed: 1 });
    isBroken = false;
    const again = { sources: [at("clip.mp4")], state: options.state };
    await expect(resubmitFrames({ ...again, crop: "0,0,9,9" })).rejects.toThrow(
      "were cut from a video or camera",
    );
    const [summary] = await resubmitFrames(again);
    expect(await boxesIn(summary?.results ?? "")).toEqual([[110, 55, 40, 20]]);
    expect(service.requests[0]?.parts[0]?.bytes).toEqual(service.requests[1]?.parts[0]?.bytes);
  });

  test("outside of its picture is refused with the size of that, before anything is sent", async () => {
    await using service = await catService();
    const run = runVideo({
      to: service.url,
      video: at("clip.mp4"),
      state: at("none"),
      crop: "300,0,64,64",
    });
    await expect(run.summary).rejects.toMatchObject({
      code: "ERR_OPTION",
      message: `${at("clip.mp4")}: \`crop: "300,0,64,64"\` reaches beyond the picture, which is 320x180 pixels`,
    });
    expect(service.requestCount).toBe(0);
  });

  test("leaves regions where they are in the whole picture, and rules look at the part", async () => {
    // A square is outside, and jumps to 260 of 320 pixels after 6 s of 9.
    const [back, square] = ["color=black:s=320x180:r=2:d=9", "color=white:s=30x30:r=2:d=9"];
    const inputs = ["-f", "lavfi", "-i", back, "-f", "lavfi", "-i", square];
    const jump = "[0][1]overlay=x='if(lt(t,6),-90,260)':y=60";
    await ffmpeg(
      media.path,
      ...inputs,
      "-filter_complex",
      jump,
      "-preset",
      "ultrafast",
      "jump.mp4",
    );
    const options = { video: at("jump.mp4"), motion: 0.005, crop: "160,0,160,180" };
    const found: number[] = [];
    // In parts of the crop, the second one would be where the square is.
    for (const regions of [["0.81,0,0.1,1"], ["0.74,0,0.05,1"]])
      found.push((await sent({ ...options, regions })).images.length);
    expect(found[0]).toBeGreaterThan(0);
    expect(found[1]).toBe(0);
  });
});

/** Boxes of an export of results, as they are in COCO. */
async function boxesIn(results: string): Promise<readonly (readonly number[])[]> {
  const { annotations } = await coco(results);
  return annotations.map(({ bbox }) => bbox.map((side) => Math.round(side * 1000) / 1000));
}

interface Coco {
  readonly images: readonly { readonly width: number; readonly height: number }[];
  readonly annotations: readonly { readonly bbox: readonly number[] }[];
}

async function coco(results: string): Promise<Coco> {
  const output = at(`coco-${Math.random()}.json`);
  await exportResults({ sources: [results], format: "coco", output });
  return JSON.parse(await readFile(output, "utf8")) as Coco;
}

describe("a crop of images", () => {
  const crop = "100,50,160,90";

  test.each(["send", "watch"] as const)(
    "is what %s sends, and what is found comes back in the whole image",
    async (command) => {
      await using service = await catService();
      const options = { to: service.url, state: at(command), crop } as const;
      const run =
        command === "send"
          ? sendFiles({ ...options, paths: [at("images")] })
          : watchFolders({ ...options, folders: [at("images")], untilIdleMs: 300 });
      const { results } = await run.summary;
      const whole = await readFile(at("images", "a.png"));
      for (const { parts } of service.requests) {
        const { data, size } = await pixelsOf(parts[0]?.bytes ?? Buffer.alloc(0));
        expect(size).toEqual([160, 90]);
        expect(data.equals(await cutFrom(whole, [100, 50, 160, 90]))).toBe(true);
      }
      expect(await boxesIn(results)).toEqual([
        [110, 55, 40, 20],
        [110, 55, 40, 20],
      ]);
      expect((await coco(results)).images[0]).toMatchObject({ width: WIDTH, height: HEIGHT });
    },
  );

  test("gives YOLO fractions of the whole image", async () => {
    await using service = await catService(CAT_IN_FRACTIONS);
    const run = sendFiles({
      to: service.url,
      state: at("yolo-state"),
      paths: [at("images", "a.png")],
      crop,
    });
    const { results } = await run.summary;
    await exportResults({ sources: [results], format: "yolo", output: at("yolo") });
    const names = await readdir(at("yolo"), { recursive: true });
    const name = names.find((each) => each.endsWith("a.txt")) ?? "";
    const line = readFileSync(at("yolo", name), "utf8");
    expect(line.trim().split(" ").map(Number)).toEqual(
      [0, 130 / WIDTH, 65 / HEIGHT, 40 / WIDTH, 20 / HEIGHT].map((part) => Number(part.toFixed(6))),
    );
  });

  test("that is too large for one image fails that frame, with the size, and no other", async () => {
    await using service = await catService();
    await mkdir(at("sizes"));
    await copyFile(at("images", "a.png"), at("sizes", "large.png"));
    await sharp(gradient()).resize(200, 100).png().toFile(at("sizes", "small.png"));
    const run = sendFiles({
      to: service.url,
      state: at("sizes-state"),
      paths: [at("sizes")],
      crop,
    });
    expect(await run.summary).toMatchObject({
      delivered: 1,
      failures: [
        { reason: "`crop` reaches beyond the picture, which is 200x100 pixels", count: 1 },
      ],
    });
  });

  test("is made of what is sent again, and then that frame is delivered", async () => {
    let isBroken = true;
    await using service = await startCollector({
      answer: () => (isBroken ? { status: 400, body: "no" } : { body: CAT }),
    });
    const options = { to: service.url, state: at("resend") };
    await sendFiles({ ...options, paths: [at("images", "a.png")] }).summary;
    isBroken = false;
    const again = resubmitFrames({ sources: [at("images", "a.png")], state: options.state, crop });
    const [summary] = await again;
    expect(await boxesIn(summary?.results ?? "")).toEqual([[110, 55, 40, 20]]);
  });

  test("is decoded for a model that takes pixels", async () => {
    await using model = await startPixelModel({
      inputs: [{ name: "images", datatype: "FP32", shape: [-1, 3, 90, 160] }],
    });
    const options = {
      to: model.url,
      protocol: "kserve-v2",
      model: "m",
      state: at("tensors"),
    } as const;
    const run = sendFiles({ ...options, paths: [at("images", "a.png")], crop });
    const { results, delivered } = await run.summary;
    expect(delivered).toBe(1);
    const whole = await readFile(at("images", "a.png"));
    const pixels = await cutFrom(whole, [100, 50, 160, 90]);
    const [tensor] = inferences(model).map(tensorIn);
    const red = Array.from({ length: 160 * 90 }, (_, place) => (pixels[place * 3] ?? 0) / 255);
    expect(tensor?.numbers.slice(0, 160 * 90).map((value) => Math.round(value * 255))).toEqual(
      red.map((value) => Math.round(value * 255)),
    );
    expect((await resultLines(results))[0]?.crop).toMatchObject({
      x: 100,
      sent: { width: 160, height: 90 },
    });
  });

  test("counts for rules about what images show", async () => {
    await using service = await catService();
    await mkdir(at("still"));
    for (const [index, left] of [10, 60, 210].entries()) {
      const spot = {
        input: { create: { width: 40, height: 40, channels: 3, background: "white" } },
      } as const;
      const black = sharp({
        create: { width: WIDTH, height: HEIGHT, channels: 3, background: "black" },
      });
      await black
        .composite([{ ...spot, left, top: 70 }])
        .png()
        .toFile(at("still", `${index}.png`));
    }
    const run = sendFiles({
      ...{ to: service.url, state: at("still-state"), paths: [at("still")], order: "name" },
      ...{ skipSimilar: 0.02, crop: "0.5,0,0.5,1" },
    });
    // Of the first two, the right half is the same.
    expect(await run.summary).toMatchObject({ delivered: 2, skippedBy: { similar: 1 } });
  });
});

describe("what is found in a part", () => {
  test("is drawn where it is: on the video, on images, and on the images of parts", async () => {
    const frames = at("kept");
    const crop = "100,50,160,90";
    const { results } = await sent({
      video: at("clip.mp4"),
      ...ONE,
      crop,
      widthPixels: 80,
      frames,
    });
    await annotateResults({ source: at("clip.mp4"), results, output: at("drawn.mp4") });
    await ffmpeg(media.path, "-ss", "0.5", "-i", "drawn.mp4", "-frames:v", "1", "drawn.png");
    // In the video the box is 80 by 40 pixels at 120, 60; its left edge is drawn there.
    expect(await isDrawn(at("drawn.png"), at("clip.mp4"), [120, 90])).toBe(true);
    await annotateResults({
      source: frames,
      results,
      recordedAs: at("clip.mp4"),
      output: at("drawn"),
    });
    const [name = ""] = await readdir(at("drawn"), { recursive: true });
    const part = await sharp(at("drawn", name)).metadata();
    expect([part.width, part.height]).toEqual([80, 45]);
    const [kept = ""] = await readdir(frames);
    const before = await sharp(join(frames, kept)).raw().toBuffer();
    const after = await sharp(at("drawn", name)).raw().toBuffer();
    // In the part it is 40 by 20 at 10, 5, as the service said.
    const place = (15 * 80 + 10) * 3;
    expect(
      distance(before.subarray(place, place + 3), after.subarray(place, place + 3)),
    ).toBeGreaterThan(20);
    expect(
      distance(before.subarray(place + 48, place + 51), after.subarray(place + 48, place + 51)),
    ).toBeLessThan(20);
  });

  test("is drawn on an image the way up that it is shown", async () => {
    await mkdir(at("turned"));
    await sharp(gradient()).jpeg().withMetadata({ orientation: 6 }).toFile(at("turned", "a.jpg"));
    await using service = await catService();
    const options = { to: service.url, state: at("turned-state"), paths: [at("turned")] };
    const { results } = await sendFiles({ ...options, crop: "50,100,90,160" }).summary;
    expect((await resultLines(results))[0]?.crop?.frame).toEqual({ width: HEIGHT, height: WIDTH });
    await annotateResults({ source: at("turned"), results, output: at("turned-drawn") });
    const drawn = await sharp(at("turned-drawn", "a.jpg"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([drawn.info.width, drawn.info.height]).toEqual([HEIGHT, WIDTH]);
    const plain = await sharp(at("turned", "a.jpg")).autoOrient().raw().toBuffer();
    // The left edge of the box is at 60, from 105 to 125; 40 pixels to the left there is nothing.
    const there = (115 * HEIGHT + 60) * 3;
    const beside = there - 40 * 3;
    const changeAt = (place: number) =>
      distance(plain.subarray(place, place + 6), drawn.data.subarray(place, place + 6));
    expect(changeAt(there)).toBeGreaterThan(30);
    expect(changeAt(beside)).toBeLessThan(15);
  });

  test("is in the report, and its pictures can be made of results alone", async () => {
    const { results } = await sent({ video: at("clip.mp4"), ...ONE, crop: "100,50,160,90" });
    await reportResults({ sources: [results], output: at("report.html") });
    const page = await readFile(at("report.html"), "utf8");
    expect(page).toContain("cat");
    expect(page).toContain("data:image/jpeg;base64,");
  });
});

async function isDrawn(
  image: string,
  video: string,
  [x, y]: readonly [number, number],
): Promise<boolean> {
  await ffmpeg(media.path, "-ss", "0.5", "-i", video, "-frames:v", "1", "plain.png");
  const pixel = { left: x, top: y, width: 2, height: 1 };
  const [one, other] = await Promise.all(
    [image, at("plain.png")].map(
      async (path) => await sharp(path).removeAlpha().extract(pixel).raw().toBuffer(),
    ),
  );
  return distance(one ?? Buffer.alloc(0), other ?? Buffer.alloc(0)) > 20;
}

describe("a preview with a crop", () => {
  test("shows the parts of a video, and of images with what would fail", async () => {
    const crop = "100,50,160,90";
    const sheet = at("sheet.html");
    const video = await previewFrames({ sources: [at("clip.mp4")], crop, output: sheet });
    expect(video).toMatchObject({ sent: 4, warnings: [] });
    expect(await readFile(sheet, "utf8")).toContain(
      "cropped to 160x90 pixels, 100 from the left and 50 from the top",
    );
    await mkdir(at("mixed"));
    await copyFile(at("images", "a.png"), at("mixed", "a.png"));
    await sharp(gradient()).resize(100, 100).png().toFile(at("mixed", "b.png"));
    const images = await previewFrames({ sources: [at("mixed")], crop, output: at("images.html") });
    expect(images.warnings).toEqual([
      "1 image that is shown would fail, such as b.png: `crop` reaches beyond the picture, which is 100x100 pixels",
    ]);
    const jpegs = [...(await readFile(at("images.html"), "utf8")).matchAll(/base64,([^"]+)"/gu)];
    const { size } = await pixelsOf(Buffer.from(jpegs[0]?.[1] ?? "", "base64"));
    expect(size).toEqual([160, 90]);
  });
});

test("a frame of a camera is a part, and what is found in it comes back in the whole picture", async () => {
  await using service = await catService();
  const video = `lavfi:testsrc2=s=${WIDTH}x${HEIGHT}:r=5`;
  const run = runVideo({
    to: service.url,
    video,
    state: at("camera"),
    crop: "101,50,160,90",
    maxFrames: 2,
  });
  const { results } = await run.summary;
  const [part = Buffer.alloc(0)] = service.requests.map(
    ({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0),
  );
  expect((await pixelsOf(part)).size).toEqual([160, 90]);
  await ffmpeg(
    media.path,
    "-f",
    "lavfi",
    "-i",
    `testsrc2=s=${WIDTH}x${HEIGHT}:r=5`,
    "-frames:v",
    "1",
    "camera.png",
  );
  const whole = await readFile(at("camera.png"));
  expect(
    distance((await pixelsOf(part)).data, await cutFrom(whole, [101, 50, 160, 90])),
  ).toBeLessThan(12);
  expect((await boxesIn(results))[0]).toEqual([111, 55, 40, 20]);
  const outside = runVideo({
    to: service.url,
    video,
    state: at("camera-2"),
    crop: "0,0,64,999",
    maxFrames: 2,
  });
  await expect(outside.summary).rejects.toMatchObject({
    code: "ERR_OPTION",
    message: expect.stringContaining("reaches beyond the picture, which is 320x180 pixels"),
  });
});

test("an image that is no part leaves no crop in its result", async () => {
  await using service = await catService();
  await writeFile(at("plain.jpg"), await sharp(gradient()).jpeg().toBuffer());
  const { results } = await sendFiles({
    to: service.url,
    state: at("plain"),
    paths: [at("plain.jpg")],
  }).summary;
  expect((await resultLines(results))[0]).not.toHaveProperty("crop");
});
