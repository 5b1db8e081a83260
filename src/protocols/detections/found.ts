import type { Box, Finding } from "../../core/frame/predictions.ts";
import {
  type CroppedPart,
  fractionsInWholeFrame,
  inWholeFrame,
} from "../../core/frame/cropped-part.ts";
import type { PixelSize } from "../../core/image/image-size.ts";

/** Findings of an answer, before the size of its image is known. */
export interface Found {
  readonly findings: readonly Finding[];
  /** True if boxes are fractions of width and height of the image, from 0 to 1, in place of pixels. */
  readonly areFractions: boolean;
}

/** Reads one form of answers; `null` for any other form. */
export type AnswerShape = (response: unknown) => Found | null;

/** Findings that are fractions if all of their boxes lie between 0 and 1: no pixel box is that small. */
export function judgeUnit(findings: readonly Finding[]): Found {
  const boxes = findings.flatMap(({ box }) => (box === null ? [] : [box]));
  return { findings, areFractions: boxes.length > 0 && boxes.every(isFraction) };
}

/** Fractions may leave the image by a rounding error. */
const MAX_FRACTION = 1.001;

function isFraction({ x, y, width, height }: Box): boolean {
  return x >= -0.001 && y >= -0.001 && x + width <= MAX_FRACTION && y + height <= MAX_FRACTION;
}

/** Findings with their boxes in pixels; fractions of an image of unknown size have none. */
export function inPixels(
  { findings, areFractions }: Found,
  size: PixelSize | null,
): readonly Finding[] {
  if (!areFractions) return findings;
  return findings.map(({ box, ...rest }) => ({ ...rest, box: enlarged(box, size) }));
}

/** Findings in a part of a frame, with boxes in pixels of the whole frame. */
export function inWhole({ findings, areFractions }: Found, part: CroppedPart): Found {
  const place = areFractions ? fractionsInWholeFrame : inWholeFrame;
  return {
    findings: findings.map(({ box, ...rest }) => ({ ...rest, box: box && place(box, part) })),
    areFractions: false,
  };
}

function enlarged(box: Box | null, size: PixelSize | null): Box | null {
  if (box === null || size === null) return null;
  return {
    x: box.x * size.width,
    y: box.y * size.height,
    width: box.width * size.width,
    height: box.height * size.height,
  };
}
