import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { ffmpegImage } from "../../support/frames/pictures.ts";
import { imageTypeOf } from "../../../src/core/image/image-type.ts";

const square = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
const ftyp = (brand: string): string => `\0\0\0\x14ftyp${brand}\0\0\0\0mif1`;
const UNKNOWN = "application/octet-stream";

describe("the type of an image", () => {
  test.each([
    ["image/jpeg", () => square.clone().jpeg().toBuffer()],
    ["image/png", () => square.clone().png().toBuffer()],
    ["image/webp", () => square.clone().webp().toBuffer()],
    ["image/gif", () => square.clone().gif().toBuffer()],
    ["image/tiff", () => square.clone().tiff().toBuffer()],
    ["image/avif", () => square.clone().avif().toBuffer()],
    ["image/jxl", () => ffmpegImage("frame.jxl")],
    ["image/jp2", () => ffmpegImage("frame.jp2")],
    ["image/x-portable-pixmap", () => ffmpegImage("frame.ppm")],
    ["image/x-portable-graymap", () => ffmpegImage("frame.pgm")],
  ])("%s is recognized in a real file", async (type, make) => {
    expect(imageTypeOf(await make())).toBe(type);
  });

  test.each([
    ["image/bmp", "BM6\x03\0\0"],
    ["image/gif", "GIF87a"],
    ["image/tiff", "MM\0*"],
    ["image/tiff", "II+\0"],
    ["image/webp", "RIFF\r\n\r\nWEBP"],
    // Brands, as IANA registers them: the major one, a version, and those that are compatible.
    ["image/avif", "\0\0\0\x1cftypavis\0\0\0\0msf1miaf"],
    ["image/avif", "\0\0\0\x1cftypmif1\0\0\0\0mif1avif"],
    ["image/heic", ftyp("heic")],
    ["image/heic", ftyp("heix")],
    ["image/heic", ftyp("heim")],
    ["image/heic", ftyp("heis")],
    ["image/heic-sequence", ftyp("hevc")],
    ["image/heic-sequence", ftyp("hevx")],
    ["image/heif", ftyp("isom")],
    ["image/heic", "\0\0\0\x1cftypmif1\0\0\0\0mif1heic"],
    ["image/heif", "\0\0\0\x18ftypmif1\0\0\0\0mif1"],
    ["image/heif-sequence", "\0\0\0\x18ftypmsf1\0\0\0\0iso8"],
    ["image/jxl", "\xff\x0a\xfa"],
    ["image/jxl", "\0\0\0\x0cJXL \r\n\x87\n"],
    [UNKNOWN, "\0\0\0\x18ftypmp42\0\0\0\0mp41isom"],
    [UNKNOWN, "\0\0\0\x14ftypmp42\0\0\0\0mp41heic"],
    [UNKNOWN, "\0\0\0\x18fty"],
    [UNKNOWN, "P6"],
    [UNKNOWN, ""],
    [UNKNOWN, "\xff\xd8"],
    [UNKNOWN, "RIFF\0\0\0\0WAVE"],
    [UNKNOWN, " \xff\xd8\xff"],
    [UNKNOWN, "<svg>"],
  ])("%s is recognized by these first bytes: %j", (type, bytes) => {
    expect(imageTypeOf(Buffer.from(bytes, "latin1"))).toBe(type);
  });

  test("is one that fits into a header, for any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        expect(imageTypeOf(Buffer.from(bytes))).toMatch(/^(?:image|application)\/[a-z0-9-]+$/);
      }),
    );
  });
});
