import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { imageTypeOf } from "../../src/core/image-type.ts";

const square = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
const UNKNOWN = "application/octet-stream";

describe("the type of an image", () => {
  test.each([
    ["image/jpeg", () => square.clone().jpeg().toBuffer()],
    ["image/png", () => square.clone().png().toBuffer()],
    ["image/webp", () => square.clone().webp().toBuffer()],
    ["image/gif", () => square.clone().gif().toBuffer()],
    ["image/tiff", () => square.clone().tiff().toBuffer()],
  ])("%s is recognised in a real file", async (type, make) => {
    expect(imageTypeOf(await make())).toBe(type);
  });

  test.each([
    ["image/bmp", "BM6\x03\0\0"],
    ["image/gif", "GIF87a"],
    ["image/tiff", "MM\0*"],
    ["image/webp", "RIFF\r\n\r\nWEBP"],
    [UNKNOWN, ""],
    [UNKNOWN, "\xff\xd8"],
    [UNKNOWN, "RIFF\0\0\0\0WAVE"],
    [UNKNOWN, " \xff\xd8\xff"],
    [UNKNOWN, "<svg>"],
  ])("%s is what these first bytes say: %j", (type, bytes) => {
    expect(imageTypeOf(Buffer.from(bytes, "latin1"))).toBe(type);
  });

  test("any bytes at all have a type that fits into a header", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        expect(imageTypeOf(Buffer.from(bytes))).toMatch(/^(?:image|application)\/[a-z-]+$/);
      }),
    );
  });
});
