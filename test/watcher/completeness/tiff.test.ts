import type { TiffOptions as SharpTiffOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { madeTiff } from "./made-tiff.ts";
import { ffmpegImage, flatPicture, picture, pixels } from "../../support/frames/pictures.ts";
import { stateOf, verdictOn } from "./verdict.ts";

const bySharp = (options: SharpTiffOptions) => () => picture(200, 150).tiff(options).toBuffer();
const strips = [pixels(64, 30, 1), pixels(64, 30, 1), pixels(64, 20, 1)];
const two = { isBig: true, isBigEndian: true };

describe("a TIFF", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: false,
    images: {
      "one of JPEG strips": bySharp({ compression: "jpeg" }),
      "one without compression": bySharp({ compression: "none" }),
      "one by LZW": bySharp({ compression: "lzw", predictor: "horizontal" }),
      "one by deflate": bySharp({ compression: "deflate" }),
      "one by PackBits": bySharp({ compression: "packbits" }),
      "one of tiles": bySharp({ compression: "lzw", tile: true, tileWidth: 64, tileHeight: 64 }),
      "a pyramid": bySharp({
        compression: "deflate",
        tile: true,
        pyramid: true,
        tileWidth: 32,
        tileHeight: 32,
      }),
      "a pyramid of subdirectories": bySharp({
        compression: "lzw",
        tile: true,
        pyramid: true,
        tileWidth: 32,
        tileHeight: 32,
        bigtiff: true,
      }),
      "a BigTIFF": bySharp({ compression: "lzw", bigtiff: true }),
      "a small one": () => picture(16, 12).tiff({ compression: "lzw" }).toBuffer(),
      "one with its directory behind the strips": () => madeTiff({ strips }),
      "one with its directory before the strips": () =>
        madeTiff({ strips, isDirectoryFirst: true }),
      "one in the other byte order": () => madeTiff({ strips, isBigEndian: true }),
      "one of a single strip": () => madeTiff({ strips: [pixels(64, 90, 1)] }),
      "a BigTIFF with its directory first": () =>
        madeTiff({ strips, isBig: true, isDirectoryFirst: true }),
      "a BigTIFF in the other byte order": () => madeTiff({ strips, ...two }),
      "one by ffmpeg": () => ffmpegImage("frame.tiff"),
      "one without compression by ffmpeg": () =>
        ffmpegImage("frame.tiff", "-compression_algo", "raw"),
      "one by deflate by ffmpeg": () => ffmpegImage("frame.tiff", "-compression_algo", "deflate"),
    },
  });

  test("that ends in black looks like reserved space, so that time decides", () => {
    const black = { strips: [pixels(64, 30, 1), Buffer.alloc(64)], isDirectoryFirst: true };
    expect(stateOf(madeTiff(black))).toBe("endless");
    expect(stateOf(madeTiff(black).subarray(0, -1))).toBe("growing");
  });

  test("that is black has to be left to time", async () => {
    const image = await flatPicture(200, 150).tiff({ compression: "none" }).toBuffer();
    expect(stateOf(image)).toBe("endless");
  });

  test("whose strips have no length yet is growing", () => {
    expect(stateOf(madeTiff({ strips, lengths: [100, 0, 100] }))).toBe("growing");
  });

  test("followed by other bytes is whole", () => {
    expect(stateOf(Buffer.concat([madeTiff({ strips }), Buffer.alloc(10)]))).toBe("whole");
  });

  test("whose directories go in circles is judged all the same", () => {
    expect(stateOf(madeTiff({ strips, next: "self" }))).toBe("whole");
  });

  test("whose next directory is missing is growing, and can be read should nobody go on", () => {
    expect(verdictOn(madeTiff({ strips, next: 100_000 }))).toMatchObject({
      state: "growing",
      isReadable: true,
    });
  });
});
