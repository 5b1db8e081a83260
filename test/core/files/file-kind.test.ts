import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { KIND_BYTES, kindOfBytes, notAnImage } from "../../../src/core/files/file-kind.ts";
import { ffmpeg } from "../../support/videos/ffmpeg-made.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const VIDEOS = ["mp4", "mov", "mkv", "webm", "avi", "flv", "ts", "m2ts", "mpg", "wmv"] as const;
const ANIMATIONS = ["gif", "apng"] as const;
const SOUNDS = ["wav", "flac", "m4a"] as const;
const IMAGES = ["jpeg", "png", "webp", "tiff", "avif"] as const;

describe("the kind of a file that a program has written", () => {
  const made: Record<string, Buffer> = {};
  beforeAll(async () => {
    await using folder = await temporaryFolder();
    const inputs = [
      "-f",
      "lavfi",
      "-i",
      "testsrc=s=64x48:d=0.2:r=25",
      "-f",
      "lavfi",
      "-i",
      "sine=d=0.2",
    ];
    const outputs = [
      ...[...VIDEOS, ...ANIMATIONS].flatMap((name) => ["-map", "0", `a.${name}`]),
      ...SOUNDS.flatMap((name) => ["-map", "1", `a.${name}`]),
    ];
    await ffmpeg(folder.path, ...inputs, ...outputs);
    for (const name of [...VIDEOS, ...ANIMATIONS, ...SOUNDS])
      made[name] = await readFile(join(folder.path, `a.${name}`));
    const image = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
    for (const name of IMAGES) made[name] = await image.clone().toFormat(name).toBuffer();
  });

  test.each([
    ...VIDEOS.map((name) => [name, "video"] as const),
    ...ANIMATIONS.map((name) => [name, "animation"] as const),
    ...SOUNDS.map((name) => [name, "sound"] as const),
    ...IMAGES.map((name) => [name, "image"] as const),
  ])("is recognized: %s is %s", (name, kind) => {
    expect(kindOfBytes(made[name] ?? Buffer.alloc(0))).toBe(kind);
  });
});

test.each([
  ["a line of words\n", "text"],
  ["größe\t動画\r\n", "text"],
  ["\u{1b}[31mred\n", "text"],
  ['{"a": 1}', "text"],
  ["P3\n1 1\n255\n0 0 0\n", "unknown"],
  ["<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"],
  ["the skipper's tale", "text"],
  ["BMW and Mercedes", "text"],
  ["words\0", "unknown"],
  ["", "unknown"],
  ["%PDF-1.7\n", "document"],
  ["PK\u0003\u0004", "archive"],
])("the kind of a file with the bytes %j is %s", (text, kind) => {
  expect(kindOfBytes(Buffer.from(text))).toBe(kind);
});

test("the kind of a text whose last character is cut off is still text", () => {
  const text = Buffer.from(`${"a".repeat(KIND_BYTES - 1)}äää`);
  expect(kindOfBytes(text)).toBe("text");
  expect(kindOfBytes(Buffer.concat([Buffer.from([0xe4]), text]))).toBe("unknown");
});

test("only a file that is certainly no image is called none", () => {
  expect(notAnImage("video")).toBe("it is a video, not an image");
  for (const kind of ["image", "animation", "unknown"] as const)
    expect(notAnImage(kind)).toBeNull();
});
