import sharp, { type Metadata, type Sharp } from "sharp";
import { type Crop, cropBox } from "../../core/image/crop.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import { option } from "../../core/option-spelling.ts";
import type { ReadFault } from "../read-fault.ts";
import { encoderOf, unchangeable } from "./image-encoders.ts";

/** The part of an image, in the same format. */
export interface Cropped {
  readonly bytes: Buffer;
  readonly crop: CroppedPart;
}

/**
 * Cuts a part out of an image, the way up that a viewer shows it, and then makes it fit into a box. Format, colors, depth
 * and transparency stay, and all pictures of an animation; other metadata go, since a thumbnail among them would show the
 * whole picture. Works in the threads of libuv.
 */
export async function cropImage(
  image: Buffer,
  crop: Crop,
  box: PixelSize | null,
): Promise<Cropped | ReadFault> {
  const encoder = encoderOf(image, "cropped");
  if ("readFault" in encoder) return encoder;
  try {
    const picture = sharp(image, { failOn: "error", animated: isAnimated(image) });
    const metadata = await picture.metadata();
    const part = partOf(crop, shownSize(metadata));
    if ("readFault" in part) return part;
    const cut = extracted(picture.autoOrient(), part);
    const fitted =
      box === null ? cut : cut.resize({ ...box, fit: "inside", withoutEnlargement: true });
    const encoded = encoder(withColorsOf(fitted, metadata));
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    const sent = { width: info.width, height: info.pageHeight ?? info.height };
    return { bytes: data, crop: { ...part, sent } };
  } catch (error) {
    return unchangeable("cropped", (error as Error).message);
  }
}

/** The part of an image of this size, to be sent as large as it is; a fault where it does not lie in it. */
export function partOf(crop: Crop, frame: PixelSize): CroppedPart | ReadFault {
  const box = cropBox(crop, frame);
  if (typeof box === "string")
    return { readFault: "unreadable", reason: `${option("crop")} ${box}` };
  const sent = { width: box.width, height: box.height };
  return { ...box, frame, sent, image: "whole" };
}

/** Size of an image, or of each picture of an animation, the way up that a viewer shows it. */
export function shownSize({ autoOrient, pageHeight }: Metadata): PixelSize {
  return { width: autoOrient.width, height: pageHeight ?? autoOrient.height };
}

/** The pixels of a part. */
export function extracted(picture: Sharp, { x, y, width, height }: CroppedPart): Sharp {
  return picture.extract({ left: x, top: y, width, height });
}

/** Of other formats with several pictures, such as TIFF, only the first is sent. */
function isAnimated(image: Buffer): boolean {
  return /^(?:GIF8|RIFF[^]{4}WEBP)/u.test(image.toString("latin1", 0, 12));
}

/** Without a word about it, sharp makes 8 bits of 16, and colors of gray. */
function withColorsOf(picture: Sharp, { space, hasProfile }: Metadata): Sharp {
  const kept = hasProfile && space !== "cmyk" ? picture.keepIccProfile() : picture;
  return KEPT_SPACES.has(space) ? kept.toColourspace(space) : kept;
}

const KEPT_SPACES: ReadonlySet<string> = new Set(["rgb16", "grey16", "b-w"]);
