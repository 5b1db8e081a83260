import { readFile } from "node:fs/promises";
import type { Sharp } from "sharp";
import { retryOnShortage } from "../core/files/retry-on-shortage.ts";
import { type Crop, cropBox } from "../core/image/crop.ts";
import { option } from "../core/option-spelling.ts";
import { loadWith } from "../core/packages/optional-packages.ts";
import { inParts, type PicturePart } from "./picture-part.ts";

/** A small picture of a frame in gray, one byte a pixel, row by row from the top. */
export interface LumaPicture {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Luma of each pixel, from 0 to 255. */
  readonly values: Uint8Array;
  /** What of the whole picture it shows. @default all of it */
  readonly part?: PicturePart;
}

/** An image that could not be made a small picture of. */
export interface UnreadablePicture {
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

/**
 * Reads an image file as a small picture. A JPEG is shrunk while it is decoded: 4 ms at 1920x1080. Works in the threads
 * of libuv. The pixels lie as they are stored, whatever orientation the file names; those of a part, as they are shown.
 *
 * @param crop part of the image that it shows, which takes longer; `null` for all of it.
 */
export async function readLuma(
  path: string,
  crop: Crop | null = null,
): Promise<LumaPicture | UnreadablePicture> {
  const { default: sharp } = await loadWith(
    { what: "looking at what images show", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  try {
    const bytes = await retryOnShortage(async () => await readFile(path));
    const image = sharp(bytes, { failOn: "none", limitInputPixels: MAX_PIXELS });
    const cut = crop === null ? { image } : await cutOut(image, crop);
    if ("reason" in cut) return cut;
    const { data, info } = await cut.image
      .resize({ width: WIDTH_PIXELS })
      .flatten()
      .toColourspace("b-w")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const size = { width: info.width, height: info.height };
    return { ...size, values: data, ...("part" in cut ? { part: cut.part } : {}) };
  } catch (error) {
    return { reason: firstLine((error as Error).message) };
  }
}

interface CutOut {
  readonly image: Sharp;
  readonly part: PicturePart;
}

async function cutOut(image: Sharp, crop: Crop): Promise<CutOut | UnreadablePicture> {
  const { autoOrient, orientation = 1 } = await image.metadata();
  const box = cropBox(crop, autoOrient);
  if (typeof box === "string") return { reason: `${option("crop")} ${box}` };
  const { x: left, y: top, width, height } = box;
  return {
    image: image.autoOrient().extract({ left, top, width, height }),
    part: { ...inParts(box, autoOrient), orientation },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

/** Each pixel is the mean of some 8 by 8 at 1280x720, which takes most of the noise away. */
const WIDTH_PIXELS = 160;
/** A frame of 16,384 by 16,384, beyond which a file is made to fill the memory. */
const MAX_PIXELS = 2 ** 28;
