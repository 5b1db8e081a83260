import type { PixelBox } from "../core/image/crop.ts";
import type { PixelSize } from "../core/image/image-size.ts";
import type { RegionPoint } from "../core/image/region.ts";

/** The part of a whole picture that a small picture shows. */
export interface PicturePart {
  /** Place and size, in parts of the whole picture, the way up that it is shown. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How the whole picture is stored, from 1 (upright) to 8 (EXIF 2.32, 4.6.5, Orientation). */
  readonly orientation: number;
}

/** Where a point of the part is in the whole picture as it is stored, in parts of it. */
export function inWholePicture(part: PicturePart | undefined, { x, y }: RegionPoint): RegionPoint {
  if (part === undefined) return { x, y };
  const shown = { x: part.x + x * part.width, y: part.y + y * part.height };
  return (AS_STORED[part.orientation] ?? upright)(shown);
}

/** Place and size of a part in pixels, in parts of the whole picture. */
export function inParts(part: PixelBox, whole: PixelSize): Omit<PicturePart, "orientation"> {
  return {
    ...{ x: part.x / whole.width, y: part.y / whole.height },
    ...{ width: part.width / whole.width, height: part.height / whole.height },
  };
}

/** Size of a small picture in pixels, and what of the whole picture it shows. */
export interface ShownPlace {
  readonly width: number;
  readonly height: number;
  readonly part?: PicturePart;
}

/** True if two small pictures show the same place in the same size. */
export function showsSame(one: ShownPlace, other: ShownPlace): boolean {
  const isSameSize = one.width === other.width && one.height === other.height;
  return isSameSize && isSamePart(one.part, other.part);
}

function isSamePart(one: PicturePart | undefined, other: PicturePart | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const isSamePlace = one.x === other.x && one.y === other.y;
  const isSameSize = one.width === other.width && one.height === other.height;
  return isSamePlace && isSameSize && one.orientation === other.orientation;
}

const upright = (point: RegionPoint): RegionPoint => point;

/** By orientation: where a shown point is stored. */
const AS_STORED: Readonly<Record<number, (point: RegionPoint) => RegionPoint>> = {
  2: ({ x, y }) => ({ x: 1 - x, y }),
  3: ({ x, y }) => ({ x: 1 - x, y: 1 - y }),
  4: ({ x, y }) => ({ x, y: 1 - y }),
  5: ({ x, y }) => ({ x: y, y: x }),
  6: ({ x, y }) => ({ x: y, y: 1 - x }),
  7: ({ x, y }) => ({ x: 1 - y, y: 1 - x }),
  8: ({ x, y }) => ({ x: 1 - y, y: x }),
};
