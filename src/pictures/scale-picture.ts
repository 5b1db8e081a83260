import type { PixelSize } from "../core/image/image-size.ts";
import { loadWith } from "../core/packages/optional-packages.ts";

/** A picture for people to look at. */
export interface Picture {
  /** A JPEG without metadata. */
  readonly jpeg: Buffer;
  /** Its own size. */
  readonly size: PixelSize;
  /** Size of the image that it was made of: boxes count in its pixels. */
  readonly imageSize: PixelSize;
}

/** Bounds of a picture. */
export interface PictureBounds {
  /** In pixels; a smaller image keeps its size. */
  readonly maxWidth: number;
  /** In pixels. @default as `maxWidth` */
  readonly maxHeight?: number;
  /** Quality of the JPEG, from 1 to 100. @default 80 */
  readonly quality?: number;
  /** True for the way up that the image is shown, in place of that in which it is stored. @default false */
  readonly isUpright?: boolean;
}

/**
 * Makes a picture of the image of a frame, by default turned as its pixels are stored, because that is how services count;
 * `null` for bytes that are no image that sharp can read. Works in the threads of libuv.
 */
export async function scalePicture(image: Buffer, bounds: PictureBounds): Promise<Picture | null> {
  const { maxWidth, maxHeight = maxWidth, quality = QUALITY, isUpright = false } = bounds;
  const { default: sharp } = await loadWith(
    { what: "a small picture of a frame", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  try {
    const source = sharp(image, { limitInputPixels: MAX_PIXELS, failOn: "none" });
    const metadata = await source.metadata();
    const { width, height } = isUpright ? metadata.autoOrient : metadata;
    const fitted = {
      width: maxWidth,
      height: maxHeight,
      fit: "inside",
      withoutEnlargement: true,
    } as const;
    const turned = isUpright ? source.autoOrient() : source;
    const jpeg = turned.resize(fitted).flatten().jpeg({ quality });
    const { data, info } = await jpeg.toBuffer({ resolveWithObject: true });
    const size = { width: info.width, height: info.height };
    return { jpeg: data, size, imageSize: { width, height } };
  } catch {
    return null;
  }
}

const QUALITY = 80;
/** A frame of 16,384 by 16,384, beyond which a file is made to fill the memory. */
const MAX_PIXELS = 2 ** 28;
