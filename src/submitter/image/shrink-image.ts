import sharp from "sharp";
import { imageSizeOf, type PixelSize } from "../../core/image/image-size.ts";
import type { ReadFault } from "../read-fault.ts";
import { encoderOf, unchangeable } from "./image-encoders.ts";
import type { Scale } from "./place-detections.ts";

/** A smaller copy of an image, in the same format. */
export interface Shrunk {
  readonly bytes: Buffer;
  /** Factors by which the image itself is larger. */
  readonly scale: Scale;
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
  const encoder = encoderOf(image, "shrunk");
  if ("readFault" in encoder) return encoder;
  try {
    const picture = sharp(image, { failOn: "error" });
    const size = declared ?? (await picture.metadata());
    if (fits(size, box)) return null;
    const smaller = picture.resize({ ...box, fit: "inside" }).keepMetadata();
    const { data, info } = await encoder(smaller).toBuffer({ resolveWithObject: true });
    const scale = { x: size.width / info.width, y: size.height / info.height };
    return { bytes: data, scale };
  } catch (error) {
    return unchangeable("shrunk", (error as Error).message);
  }
}

function fits({ width, height }: PixelSize, box: PixelSize): boolean {
  return width <= box.width && height <= box.height;
}
