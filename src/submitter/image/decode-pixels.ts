import sharp, { type Sharp } from "sharp";
import type { Crop } from "../../core/image/crop.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { PixelTensor } from "../../core/image/pixel-tensor.ts";
import type { ReadFault } from "../read-fault.ts";
import { extracted, partOf, shownSize } from "./crop-image.ts";

/** The pixels of an image, rows from the top, 8 bits for each of 1 (gray) or 3 (red, green, blue) channels. */
export interface Pixels {
  readonly samples: Uint8Array;
  readonly channels: number;
  /** Part of the image that they are of; `null` for all of it. */
  readonly crop: CroppedPart | null;
}

/**
 * Decodes an image and gives it a size, in the threads of libuv: upright (EXIF), as sRGB of 8 bits
 * whatever it is kept as, and black where it is transparent. Resizing is linear with anti-aliasing, as
 * Pillow and torchvision do it.
 *
 * @param crop part of it to decode, before it gets its size; `null` for all of it.
 */
export async function decodePixels(
  image: Buffer,
  { size, fit }: Pick<PixelTensor, "size" | "fit">,
  crop: Crop | null,
): Promise<Pixels | ReadFault> {
  try {
    const picture = sharp(image, { failOn: "error" });
    const part = crop === null ? null : partOf(crop, shownSize(await picture.metadata()));
    if (part !== null && "readFault" in part) return part;
    const { data, info } = await cutOut(picture.autoOrient(), part)
      .flatten({ background: "black" })
      .resize({ ...size, fit: FITS[fit], background: BARS, kernel: "linear" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { samples: data, channels: info.channels, crop: part };
  } catch (error) {
    const [line = ""] = (error as Error).message.trim().split("\n", 1);
    return { readFault: "unreadable", reason: `the image cannot be decoded: ${line}` };
  }
}

function cutOut(picture: Sharp, part: CroppedPart | null): Sharp {
  return part === null ? picture : extracted(picture, part);
}

const FITS = { stretch: "fill", letterbox: "contain", crop: "cover" } as const;

/** The gray that YOLO is trained with. */
const BARS = { r: 114, g: 114, b: 114 };
