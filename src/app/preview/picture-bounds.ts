import type { PictureBounds } from "../../pictures/scale-picture.ts";

/** Bounds of the pictures of a sheet: smaller ones if there are many, so that the page stays below some megabytes. */
export function pictureBounds(shown: number): PictureBounds {
  return shown > MANY ? { maxWidth: 200, quality: 68 } : { maxWidth: 320, quality: 72 };
}

const MANY = 120;
