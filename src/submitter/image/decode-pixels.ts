import sharp from "sharp";
import type { PixelTensor } from "../../core/image/pixel-tensor.ts";
import type { ReadFault } from "../read-fault.ts";

/** The pixels of an image, rows from the top, 8 bits for each of 1 (gray) or 3 (red, green, blue) channels. */
export interface Pixels {
  readonly samples: Uint8Array;
  readonly channels: number;
}

/**
 * Decodes an image and gives it a size, in the threads of libuv: upright (EXIF), as sRGB of 8 bits
 * whatever it is kept as, and black where it is transparent. Resizing is linear with anti-aliasing, as
 * Pillow and torchvision do it.
 */
export async function decodePixels(
  image: Buffer,
  { size, fit }: Pick<PixelTensor, "size" | "fit">,
): Promise<Pixels | ReadFault> {
  try {
    const { data, info } = await sharp(image, { failOn: "error" })
      .autoOrient()
      .flatten({ background: "black" })
      .resize({ ...size, fit: FITS[fit], background: BARS, kernel: "linear" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { samples: data, channels: info.channels };
  } catch (error) {
    const [line = ""] = (error as Error).message.trim().split("\n", 1);
    return { readFault: "unreadable", reason: `the image cannot be decoded: ${line}` };
  }
}

const FITS = { stretch: "fill", letterbox: "contain", crop: "cover" } as const;

/** The gray that YOLO is trained with. */
const BARS = { r: 114, g: 114, b: 114 };
