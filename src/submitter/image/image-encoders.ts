import type { Sharp } from "sharp";
import { imageTypeOf } from "../../core/image/image-type.ts";
import type { ReadFault } from "../read-fault.ts";

/** Encodes a picture in a form of its own. */
export type ImageEncoder = (picture: Sharp) => Sharp;

/** Encoder of the format that an image has already; a fault for a format that cannot be written. */
export function encoderOf(image: Buffer, verb: "shrunk" | "cropped"): ImageEncoder | ReadFault {
  return (
    ENCODERS[imageTypeOf(image)] ??
    unchangeable(verb, "only JPEG, PNG, WebP, GIF, TIFF and AVIF can be")
  );
}

/** @param cause as the decoder says it, in one line or more. */
export function unchangeable(verb: "shrunk" | "cropped", cause: string): ReadFault {
  const [line = ""] = cause.trim().split("\n", 1);
  return { readFault: "unreadable", reason: `the image cannot be ${verb}: ${line}` };
}

/** Good enough that a model sees no difference; 100 would be three times as large. */
const QUALITY = 90;

const ENCODERS: Readonly<Record<string, ImageEncoder>> = {
  "image/jpeg": (picture) => picture.jpeg({ quality: QUALITY }),
  "image/png": (picture) => picture.png(),
  "image/webp": (picture) => picture.webp({ quality: QUALITY }),
  "image/gif": (picture) => picture.gif(),
  "image/tiff": (picture) => picture.tiff({ compression: "deflate" }),
  // The default effort takes ten times as long for a tenth less.
  "image/avif": (picture) => picture.avif({ quality: QUALITY, effort: 1 }),
};
