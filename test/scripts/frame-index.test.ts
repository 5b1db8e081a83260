import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import {
  drawFrameIndex,
  MAX_FRAME_INDEX,
  MIN_DRAWN_SIZE,
  readFrameIndex,
  type Raster,
} from "../../scripts/fixtures/frame-index.ts";
import { paintPlainFrame } from "../../scripts/fixtures/plain-scene.ts";
import { readTurnedFrameIndex, turnClockwise } from "../../scripts/fixtures/turned-frame-index.ts";
import {
  frameIndexOfImage,
  turnedFrameIndexOfImage,
} from "../support/frames/frame-index-of-image.ts";

const anyIndex = fc.integer({ min: 0, max: MAX_FRAME_INDEX });
const anySize = fc.record({
  width: fc.integer({ min: MIN_DRAWN_SIZE.width, max: 700 }),
  height: fc.integer({ min: MIN_DRAWN_SIZE.height, max: 500 }),
  channels: fc.constantFrom(1, 3),
});

function drawn(index: number, size: Omit<Raster, "bytes">): Raster {
  const raster = {
    ...size,
    bytes: new Uint8Array(size.width * size.height * size.channels).fill(120),
  };
  drawFrameIndex(raster, index);
  return raster;
}

function encoderOf({ width, height, channels, bytes }: Raster): Sharp {
  return sharp(bytes, { raw: { width, height, channels: channels === 3 ? 3 : 1 } });
}

describe("the frame index", () => {
  test("is read as it was drawn, in every size from the smallest on", () => {
    fc.assert(
      fc.property(anyIndex, anySize, (index, size) => {
        expect(readFrameIndex(drawn(index, size))).toBe(index);
      }),
    );
  });

  test("survives JPEG at a quality of 10 and half the size", async () => {
    const size = { width: 320, height: 180 };
    await fc.assert(
      fc.asyncProperty(anyIndex, fc.integer({ min: 160, max: 320 }), async (index, width) => {
        const image = await encoderOf(paintPlainFrame(index, size))
          .resize({ width })
          .jpeg({ quality: 10 })
          .toBuffer();
        expect(await frameIndexOfImage(image)).toBe(index);
      }),
      { numRuns: 60 },
    );
  });

  test.each(["jpeg", "png", "webp"] as const)("is read from a %s", async (format) => {
    const image = await encoderOf(paintPlainFrame(77_777, { width: 320, height: 180 }))
      .toFormat(format)
      .toBuffer();
    expect(await frameIndexOfImage(image)).toBe(77_777);
  });

  test("is read from a PNG with 16 bits a channel and from one with transparency", async () => {
    const picture = encoderOf(paintPlainFrame(4711, { width: 320, height: 180 }));
    const deep = await picture.clone().toColourspace("rgb16").png().toBuffer();
    const transparent = await picture.clone().ensureAlpha(0.9).png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe("ushort");
    expect([await frameIndexOfImage(deep), await frameIndexOfImage(transparent)]).toEqual([
      4711, 4711,
    ]);
  });

  test("shows one turned cell, whichever it is", () => {
    const size = { width: 240, height: 120, channels: 1 };
    const misread = Array.from({ length: 48 }, (_, cell) => {
      const raster = drawn(1234, size);
      invert(raster, { left: (cell % 24) * 10, top: 100 + Math.floor(cell / 24) * 10 });
      return readFrameIndex(raster);
    });
    expect(misread).toEqual(Array.from({ length: 48 }, () => undefined));
  });

  test("is not misread in a picture without one", () => {
    const noise = fc.uint8Array({ minLength: 48 * 24, maxLength: 48 * 24 });
    fc.assert(
      fc.property(
        noise,
        (bytes) => readFrameIndex({ width: 48, height: 24, channels: 1, bytes }) === undefined,
      ),
    );
    expect(
      readFrameIndex({ width: 48, height: 24, channels: 1, bytes: new Uint8Array(48 * 24) }),
    ).toBeUndefined();
  });

  test("is not read from a picture on its side or mirrored, and shows the turn back to upright", () => {
    fc.assert(
      fc.property(anyIndex, anySize, (index, size) => {
        const upright = drawn(index, {
          ...size,
          width: size.width + 96,
          height: size.height + 200,
        });
        const clockwise = turnClockwise(upright);
        expect(readFrameIndex(mirror(upright))).toBeUndefined();
        expect(readFrameIndex(clockwise)).toBeUndefined();
        expect(readTurnedFrameIndex(upright)).toEqual({ index, uprightAfterDegrees: 0 });
        expect(readTurnedFrameIndex(clockwise)).toEqual({ index, uprightAfterDegrees: 270 });
      }),
      { numRuns: 25 },
    );
  });

  test("shows of an image file on its side the turn that it needs", async () => {
    const image = await encoderOf(paintPlainFrame(5, { width: 180, height: 320 }))
      .rotate(270)
      .jpeg()
      .toBuffer();
    expect(await frameIndexOfImage(image)).toBeUndefined();
    expect(await turnedFrameIndexOfImage(image)).toEqual({ index: 5, uprightAfterDegrees: 90 });
  });

  test("is not read from an image file that was cut", async () => {
    const image = await encoderOf(paintPlainFrame(5, { width: 320, height: 180 }))
      .jpeg()
      .toBuffer();
    await expect(frameIndexOfImage(image.subarray(0, image.length / 2))).rejects.toThrow(
      "premature end",
    );
    await expect(frameIndexOfImage(Buffer.from("not an image"))).rejects.toThrow("unsupported");
  });

  test("may not need more than 24 bits, nor lie in a picture that is too small", () => {
    expect(() => drawn(MAX_FRAME_INDEX + 1, { width: 320, height: 180, channels: 1 })).toThrow(
      RangeError,
    );
    expect(() => drawn(1, { width: 47, height: 180, channels: 1 })).toThrow(RangeError);
  });
});

function invert(
  { width, bytes }: Raster,
  { left, top }: { readonly left: number; readonly top: number },
): void {
  for (let y = top; y < top + 10; y++) {
    for (let x = left; x < left + 10; x++) bytes[y * width + x] = 251 - (bytes[y * width + x] ?? 0);
  }
}

function mirror(raster: Raster): Raster {
  const bytes = new Uint8Array(raster.width * raster.height);
  for (let at = 0; at < bytes.length; at++) {
    const x = at % raster.width;
    bytes[at] = raster.bytes[(at - x + raster.width - 1 - x) * raster.channels] ?? 0;
  }
  return { ...raster, channels: 1, bytes };
}
