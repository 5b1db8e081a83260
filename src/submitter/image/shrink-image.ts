import sharp, { type Sharp } from "sharp";
import { imageSizeOf, type PixelSize } from "../../core/image/image-size.ts";
import { imageTypeOf } from "../../core/image/image-type.ts";
import type { Scale } from "./scale-detections.ts";
import type { ReadFault } from "../read-fault.ts";

/** A smaller copy of an image, in the same format. */
export interface Shrunk {
  readonly bytes: Buffer;
  /** Factors by which the image itself is larger. */
  readonly scale: Scale;
}

/** One thread per image and nothing kept: the slicer shares the machine's cores. */
export function setUpShrinking(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}

/**
 * Makes an image fit into a box, keeping its form, format, orientation and colors; `null` for one that
 * fits as it is. Works in the threads of libuv.
 */
export async function shrinkImage(
  image: Buffer,
  box: PixelSize,
): Promise<Shrunk | ReadFault | null> {
  const declared = imageSizeOf(image);
  if (declared !== null && fits(declared, box)) return null;
  const encoded = ENCODERS[imageTypeOf(image)];
  if (encoded === undefined) return unreadable("only JPEG, PNG, WebP, GIF, TIFF and AVIF can be");
  try {
    const picture = sharp(image, { failOn: "error" });
    const size = declared ?? (await picture.metadata());
    if (fits(size, box)) return null;
    const smaller = picture.resize({ ...box, fit: "inside" }).keepMetadata();
    const { data, info } = await encoded(smaller).toBuffer({ resolveWithObject: true });
    const scale = { x: size.width / info.width, y: size.height / info.height };
    return { bytes: data, scale };
  } catch (error) {
    return unreadable((error as Error).message);
  }
}

/** Good enough that a model sees no difference; 100 would be three times as large. */
const QUALITY = 90;

const ENCODERS: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  "image/jpeg": (picture) => picture.jpeg({ quality: QUALITY }),
  "image/png": (picture) => picture.png(),
  "image/webp": (picture) => picture.webp({ quality: QUALITY }),
  "image/gif": (picture) => picture.gif(),
  "image/tiff": (picture) => picture.tiff({ compression: "deflate" }),
  // The default effort takes ten times as long for a tenth less.
  "image/avif": (picture) => picture.avif({ quality: QUALITY, effort: 1 }),
};

function fits({ width, height }: PixelSize, box: PixelSize): boolean {
  return width <= box.width && height <= box.height;
}

/** @param cause as the decoder says it, in one line or more. */
function unreadable(cause: string): ReadFault {
  const [line = ""] = cause.trim().split("\n", 1);
  return { readFault: "unreadable", reason: `the image cannot be shrunk: ${line}` };
}
