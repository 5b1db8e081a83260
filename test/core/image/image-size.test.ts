import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { imageSizeOf } from "../../../src/core/image/image-size.ts";

async function picture(
  width: number,
  height: number,
  format: "jpeg" | "png" | "webp",
  options = {},
) {
  const blank = { create: { width, height, channels: 4 as const, background: "#3a7" } };
  return await sharp(blank)
    .withExif({ IFD0: { Copyright: "x".repeat(900) } })
    .toFormat(format, options)
    .toBuffer();
}

describe("the size of an image by its header", () => {
  test.each([
    ["jpeg", {}],
    ["jpeg", { progressive: true }],
    ["png", {}],
    ["webp", {}],
    ["webp", { lossless: true }],
  ] as const)("is read from %s %j", async (format, options) => {
    expect(imageSizeOf(await picture(641, 479, format, options))).toEqual({
      width: 641,
      height: 479,
    });
    expect(imageSizeOf(await picture(1, 1, format, options))).toEqual({ width: 1, height: 1 });
  });

  test.each([
    ["lossy", {}],
    ["lossless", { lossless: true }],
  ] as const)("is read from plain %s webp", async (_, options) => {
    const blank = { create: { width: 300, height: 201, channels: 3 as const, background: "#3a7" } };
    const image = await sharp(blank).webp(options).toBuffer();
    expect(image.toString("latin1", 12, 16)).toMatch(/VP8[ L]/);
    expect(imageSizeOf(image)).toEqual({ width: 300, height: 201 });
  });

  test("is unknown for anything else, and for what is cut", async () => {
    for (const text of ["", "GIF89a", "text", "\xff\xd8", "\xff\xd8\xff", "RIFF1234WEBPVP8 "])
      expect(imageSizeOf(Buffer.from(text, "latin1"))).toBeNull();
    const jpeg = await picture(64, 64, "jpeg");
    for (let length = 0; length < 400; length += 1)
      expect(imageSizeOf(jpeg.subarray(0, length))).toBeNull();
  });
});
