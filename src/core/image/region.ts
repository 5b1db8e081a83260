/** A point of a picture, in parts of its width and height, from 0 to 1; the origin is the top left corner. */
export interface RegionPoint {
  readonly x: number;
  readonly y: number;
}

/** A part of a picture: the corners of a polygon, in order; at least three. */
export type Region = readonly RegionPoint[];

/**
 * Reads a region as people type it: a rectangle as `x,y,w,h`, or a polygon as `x1,y1 x2,y2 x3,y3 ...`, in parts of the
 * picture from 0 to 1.
 *
 * @returns why it is none, as the end of a sentence, if it is none.
 */
export function regionFromText(text: string): Region | string {
  const parts = text.trim().split(/\s+/u);
  const numbers = parts.map((part) => part.split(",").map(numberFrom));
  if (numbers.flat().some((value) => !(value >= 0 && value <= 1))) return EXAMPLES;
  const [first = []] = numbers;
  if (parts.length === 1) return first.length === 4 ? rectangle(first) : EXAMPLES;
  if (parts.length < 3 || numbers.some((pair) => pair.length !== 2)) return EXAMPLES;
  const corners = numbers.map(([x = 0, y = 0]) => ({ x, y }));
  return areaOf(corners) > 0 ? corners : "must enclose an area";
}

function numberFrom(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

const EXAMPLES =
  "must be a rectangle x,y,width,height such as 0.5,0,0.5,1, or a polygon such as '0,0 1,0 0.5,1', in parts of the picture from 0 to 1";

function rectangle([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Region | string {
  if (width === 0 || height === 0) return "must enclose an area";
  // A sum such as 0.7 + 0.3 may come out a little above 1.
  const [right, bottom] = [x + width, y + height];
  if (right > 1 + ROUNDING || bottom > 1 + ROUNDING) return "must lie within the picture";
  return [
    { x, y },
    { x: right, y },
    { x: right, y: bottom },
    { x, y: bottom },
  ];
}

const ROUNDING = 1e-9;

/** Area of a polygon, by the shoelace formula. */
function areaOf(corners: Region): number {
  const doubled = corners.reduce((sum, { x, y }, at) => {
    const next = corners[(at + 1) % corners.length] as RegionPoint;
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(doubled) / 2;
}
