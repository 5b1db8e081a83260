import type { Region, RegionPoint } from "../core/image/region.ts";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";
import type { LumaPicture } from "./luma-picture.ts";
import { inWholePicture, type PicturePart } from "./picture-part.ts";

/** Regions of a picture that count. */
export interface MaskRegions {
  /** Empty: the whole picture. */
  readonly include: readonly Region[];
  /** Parts of it that do not count, wherever they lie, with the pixels around them. */
  readonly ignore: readonly Region[];
}

/** Pixels of a picture that count. */
export interface RegionMask {
  /** Positions of the pixels, row by row, in ascending order. */
  readonly positions: Uint32Array;
}

/**
 * The pixels of a picture of this size whose centers lie in the regions, which are those of the whole picture. Those that
 * touch an ignored region do not count either: compression and the shrinking smear what changes at its edge.
 *
 * @throws FrameferryError `ERR_OPTION` if no pixel is left: nothing would ever change.
 */
export function regionMask(
  { include, ignore }: MaskRegions,
  { width, height, part }: Pick<LumaPicture, "width" | "height" | "part">,
): RegionMask {
  const positions: number[] = [];
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const at = (right: number, down: number): RegionPoint =>
        inWholePicture(part, {
          x: (column + 0.5 + right) / width,
          y: (row + 0.5 + down) / height,
        });
      const isIn = include.length === 0 || include.some((region) => contains(region, at(0, 0)));
      const isNear = ignore.some((region) =>
        AROUND.some(([right, down]) => contains(region, at(right, down))),
      );
      if (isIn && !isNear) positions.push(row * width + column);
    }
  if (positions.length === 0) throw nothingLeft({ include, ignore }, part);
  return { positions: Uint32Array.from(positions) };
}

function nothingLeft(
  { include, ignore }: MaskRegions,
  part: PicturePart | undefined,
): FrameferryError {
  const words = [
    ...(include.length > 0 ? [`in ${option("regions")}`] : []),
    ...(ignore.length > 0 ? [`outside ${option("ignoreRegions")}`] : []),
  ];
  const isPart = part !== undefined && part.width * part.height < 1;
  const shown = isPart ? `what ${option("crop")} leaves of the picture` : "the picture";
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `no part of ${shown} is ${words.join(" and ")}, so that nothing could ever change`,
    remedy: "name others, as x,y,width,height or as a polygon, in parts of the whole picture",
  });
}

/** A pixel and its neighbors, in pixels to the right and down. */
const AROUND = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [right, down] as const));

/** True if a ray from the point to the right crosses the edges of the polygon an odd number of times. */
function contains(region: Region, { x, y }: RegionPoint): boolean {
  let isIn = false;
  let from = region.at(-1);
  for (const to of region) {
    if (from !== undefined && from.y > y !== to.y > y) {
      const crossing = from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
      if (x < crossing) isIn = !isIn;
    }
    from = to;
  }
  return isIn;
}
