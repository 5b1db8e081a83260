import type { PixelSize } from "./image-size.ts";

/** The part of a picture that is asked for, from its top left corner. */
export interface Crop {
  /** Unit of the numbers: pixels, or parts of the width and height of the picture from 0 to 1. */
  readonly unit: "pixels" | "parts";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Reads a crop as people type it: `x,y,width,height` in whole pixels, or in parts of the picture if none of the numbers
 * is above 1.
 *
 * @returns why it is none, as the end of a sentence, if it is none.
 */
export function cropFromText(text: string): Crop | string {
  const words = text.split(",").map((word) => word.trim());
  if (words.length !== 4 || !words.every((word) => NUMBER.test(word))) return EXAMPLES;
  const [x = 0, y = 0, width = 0, height = 0] = words.map(Number);
  if (width === 0 || height === 0) return "must enclose an area";
  const numbers = [x, y, width, height];
  if (numbers.every((number) => number <= 1)) {
    const isWithin = x + width <= 1 + ROUNDING && y + height <= 1 + ROUNDING;
    return isWithin ? { unit: "parts", x, y, width, height } : "must lie within the picture";
  }
  const arePixels = numbers.every((number) => Number.isInteger(number) && number <= MAX_PIXELS);
  return arePixels ? { unit: "pixels", x, y, width, height } : EXAMPLES;
}

const NUMBER = /^(?:\d+\.?\d*|\.\d+)$/u;
/** The longest side that a JPEG can have. */
const MAX_PIXELS = 65_535;
/** A sum such as 0.7 + 0.3 may come out a little above 1. */
const ROUNDING = 1e-9;

const EXAMPLES =
  "must be x,y,width,height in pixels such as 100,50,640,360, or in parts of the picture from 0 to 1 such as 0.25,0,0.5,1";

/** A crop in one spelling. */
export function cropText({ x, y, width, height }: Crop): string {
  return [x, y, width, height].join(",");
}

/** Pixels of a picture: their place from its top left corner, and their size. */
export interface PixelBox extends PixelSize {
  readonly x: number;
  readonly y: number;
}

/**
 * The pixels of a crop in a picture. Parts are rounded to whole pixels at each of their edges, so that two that touch
 * each other neither overlap nor leave a gap.
 *
 * @returns why there are none, as the end of a sentence, where it does not lie within the picture.
 */
export function cropBox({ unit, x, y, width, height }: Crop, size: PixelSize): PixelBox | string {
  const shown = `${size.width}x${size.height} pixels`;
  if (unit === "pixels") {
    const isWithin = x + width <= size.width && y + height <= size.height;
    return isWithin ? { x, y, width, height } : `reaches beyond the picture, which is ${shown}`;
  }
  const [left, right] = [Math.round(x * size.width), Math.round((x + width) * size.width)];
  const [top, bottom] = [Math.round(y * size.height), Math.round((y + height) * size.height)];
  if (right <= left || bottom <= top)
    return `is less than a pixel of the picture, which is ${shown}`;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
