import sharp from "sharp";
import { readFrameIndex, type Raster } from "../../../scripts/fixtures/frame-index.ts";
import {
  readTurnedFrameIndex,
  type TurnedFrameIndex,
} from "../../../scripts/fixtures/turned-frame-index.ts";

/**
 * The index that a JPEG, PNG or WebP carries in its pixels; `undefined` when it is a whole image
 * without one. Rejects when the bytes are not a whole image.
 */
export async function frameIndexOfImage(image: Uint8Array): Promise<number | undefined> {
  return readFrameIndex(await decodeLuminance(image));
}

/** The same for an image that may lie on its side: tells an honored rotation from a forgotten one. */
export async function turnedFrameIndexOfImage(
  image: Uint8Array,
): Promise<TurnedFrameIndex | undefined> {
  return readTurnedFrameIndex(await decodeLuminance(image));
}

/** The image in gray, one byte per pixel. Rejects when it is damaged or cut. */
async function decodeLuminance(image: Uint8Array): Promise<Raster> {
  const gray = sharp(image, { failOn: "truncated" }).flatten().toColourspace("b-w");
  const { data, info } = await gray.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, bytes: data };
}
