import { describe, expect, test } from "vitest";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { outOfOrder } from "./half-written.ts";
import {
  codedData,
  segment,
  structuralJpeg,
  twoPictures,
  withSegment,
  withThumbnail,
} from "./jpeg-parts.ts";
import { ffmpegImage, flatPicture, picture } from "../../support/frames/pictures.ts";
import { examineImage } from "../../../src/watcher/completeness/examine-image.ts";
import { sourceOf, stateOf, verdictOn } from "./verdict.ts";

const small = () => picture(40, 30).jpeg().toBuffer();
const photo = () => picture(640, 480).jpeg({ quality: 90 }).toBuffer();
const EOI = Buffer.from([0xff, 0xd9]);

describe("a JPEG", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: true,
    images: {
      "a small one": small,
      "a large one": photo,
      "a progressive one": () => picture(320, 240).jpeg({ progressive: true }).toBuffer(),
      "one by mozjpeg": () => picture(320, 240).jpeg({ mozjpeg: true }).toBuffer(),
      "one with the usual tables": () =>
        picture(320, 240).jpeg({ optimiseCoding: false }).toBuffer(),
      "one without subsampling": () =>
        picture(64, 48).jpeg({ chromaSubsampling: "4:4:4" }).toBuffer(),
      "a gray one": () => picture(64, 48, 1).jpeg().toBuffer(),
      "a CMYK one": () => picture(64, 48).toColourspace("cmyk").jpeg().toBuffer(),
      "one with Exif data and a color profile": () =>
        picture(64, 48)
          .withExif({ IFD0: { Copyright: "frameferry" } })
          .withIccProfile("p3")
          .jpeg()
          .toBuffer(),
      "one with a thumbnail": async () => withThumbnail(await photo(), await small()),
      "one by ffmpeg": () => ffmpegImage("frame.jpg"),
      "one by ffmpeg with the usual tables": () => ffmpegImage("frame.jpg", "-huffman", "default"),
      "a lossless one": () => ffmpegImage("frame.jpg", "-c:v", "ljpeg", "-pix_fmt", "bgr24"),
      "a JPEG-LS": () => ffmpegImage("frame.jls", "-c:v", "jpegls", "-pix_fmt", "gray"),
      "an arithmetic one": () => structuralJpeg(0xc9, [codedData(5000)]),
      "a progressive arithmetic one": () =>
        structuralJpeg(0xca, [codedData(3000), codedData(4000)]),
      "one with restart markers": () => structuralJpeg(0xc0, [codedData(20_000, true)]),
      "one with a scan for each color": () =>
        structuralJpeg(0xc0, [codedData(2000), codedData(1000, true), codedData(1000)]),
    },
  });

  test("that breaks off behind its thumbnail is growing", async () => {
    const thumbnail = await small();
    const image = withThumbnail(await photo(), thumbnail);
    const end = image.indexOf(thumbnail) + thumbnail.length;
    expect(image.subarray(end - 2, end)).toEqual(EOI);
    expect(verdictOn(image.subarray(0, end))).toEqual({
      state: "growing",
      reason: "the JPEG ends before its picture begins",
    });
  });

  test.each([
    ["zeros", () => Buffer.alloc(5000)],
    ["a maker's trailer", () => codedData(3000)],
    ["one stray byte", () => Buffer.from("\n")],
    ["a second picture", small],
    ["a film", () => Buffer.concat([Buffer.from("\0\0\0\x18ftypmp42"), codedData(70_000)])],
  ])("followed by %s is whole", async (_, trailer) => {
    const image = await photo();
    expect(stateOf(Buffer.concat([image, await trailer()]))).toBe("whole");
  });

  test("with a trailer is growing before its own end", async () => {
    const image = withThumbnail(await photo(), await small());
    const file = Buffer.concat([image, Buffer.alloc(100)]);
    const wrong = Array.from({ length: 300 }, (_, index) => image.length - 1 - index * 50)
      .filter((length) => length > 0)
      .filter((length) => stateOf(file.subarray(0, length)) !== "growing");
    expect(wrong).toEqual([]);
  });

  test("with stray bytes and fill bytes between its segments is whole", async () => {
    const image = await small();
    const stray = Buffer.from([0xff, 0xff, 0xff, 0xff]);
    expect(stateOf(Buffer.concat([image.subarray(0, 2), stray, image.subarray(2)]))).toBe("whole");
    const frame = image.indexOf(Buffer.from([0xff, 0xc0]));
    const junk = Buffer.from([0, 1, 2, 0xff, 0]);
    const parts = [image.subarray(0, frame), junk, image.subarray(frame)];
    expect(stateOf(Buffer.concat(parts))).toBe("whole");
  });

  test("of tables only holds no picture", () => {
    const tables = Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xdb, Buffer.alloc(65)), EOI]);
    expect(stateOf(tables)).toBe("growing");
  });
});

describe("a file of two JPEGs", () => {
  test("is whole with both, and left to time while the second is not all there", async () => {
    const file = twoPictures(await photo(), await small());
    const firstEnd = file.length - (await small()).length;
    expect(stateOf(file)).toBe("whole");
    expect(stateOf(Buffer.concat([file, Buffer.alloc(50)]))).toBe("whole");
    for (let length = firstEnd; length < file.length; length += 1)
      expect([length, stateOf(file.subarray(0, length))]).toEqual([length, "endless"]);
    for (let length = firstEnd - 1; length > 0; length -= 97)
      expect([length, stateOf(file.subarray(0, length))]).toEqual([length, "growing"]);
  });

  test("is a single picture when the list names no other", async () => {
    const index = Buffer.from("MPF\0II*\0\b\0\0\0\0\0", "latin1");
    expect(stateOf(withSegment(await small(), 0xe2, index))).toBe("whole");
  });
});

describe("zeros inside a JPEG", () => {
  test("are a missing part where the tables give them no sense", async () => {
    const image = await picture(640, 480).jpeg({ optimiseCoding: false }).toBuffer();
    const states = outOfOrder(image, 4096, 100).map(({ bytes }) => stateOf(bytes));
    expect(states.length).toBeGreaterThan(5);
    expect(new Set(states)).toEqual(new Set(["growing"]));
  });

  test("may be its own in a flat picture, so that time decides", async () => {
    const image = await flatPicture(1280, 720).jpeg().toBuffer();
    expect(image.includes(Buffer.alloc(4096))).toBe(true);
    expect(stateOf(image)).toBe("endless");
    expect(stateOf(image.subarray(0, -1))).toBe("growing");
  });

  test("are no reason to doubt when they stand in its header", async () => {
    const image = withSegment(await photo(), 0xe1, Buffer.alloc(30_000));
    expect(stateOf(image)).toBe("whole");
    expect(examineImage(sourceOf(image, true)).state).toBe("endless");
  });
});

test("a large JPEG is examined with few reads", async () => {
  const image = await picture(1280, 720).jpeg().toBuffer();
  const source = sourceOf(image);
  expect(examineImage(source).state).toBe("whole");
  expect(image.length).toBeGreaterThan(130_000);
  expect(source.count.reads).toBeLessThan(12);
  expect(source.count.bytes).toBeLessThan(48 * 1024);
});
