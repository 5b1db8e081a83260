import sharp, { type Sharp } from "sharp";
import { type Raster, readFrameIndex } from "../../../scripts/fixtures/frame-index.ts";
import { paintPlainFrame } from "../../../scripts/fixtures/plain-scene.ts";

/**
 * How far a picture of an indexed film is from what it should show: the greatest mean difference of a block of 8x8
 * pixels, from 0 to 255. Infinite if not even its index can be read.
 */
export async function smearIn(image: Uint8Array): Promise<number> {
  const shown = await grayOf(sharp(image));
  const index = readFrameIndex(shown);
  if (index === undefined) return Number.POSITIVE_INFINITY;
  const { width, height, bytes } = paintPlainFrame(index, shown);
  const raw = { width, height, channels: 3 } as const;
  const expected = await grayOf(sharp(bytes, { raw }));
  return greatestBlockDifference(shown, expected);
}

async function grayOf(image: Sharp): Promise<Raster> {
  const gray = image.flatten().toColourspace("b-w").raw({ depth: "uchar" });
  const { data, info } = await gray.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, bytes: data };
}

function greatestBlockDifference(one: Raster, other: Raster): number {
  let greatest = 0;
  for (let top = 0; top + BLOCK <= one.height; top += BLOCK)
    for (let left = 0; left + BLOCK <= one.width; left += BLOCK)
      greatest = Math.max(greatest, blockDifference(one, other, { top, left }));
  return greatest;
}

const BLOCK = 8;

function blockDifference(
  one: Raster,
  other: Raster,
  { top, left }: { readonly top: number; readonly left: number },
): number {
  let sum = 0;
  for (let y = top; y < top + BLOCK; y += 1)
    for (let x = left; x < left + BLOCK; x += 1) {
      const at = y * one.width + x;
      sum += Math.abs(
        (one.bytes[at * one.channels] ?? 0) - (other.bytes[at * other.channels] ?? 0),
      );
    }
  return sum / BLOCK ** 2;
}
