import type { Luma } from "./picture.ts";

const COLUMNS = 64;
const ROWS = 36;

/** Mean luma, 0..255, of each of 64 x 36 cells that cover a picture of any size; rows from the top. */
export type LumaGrid = Float32Array;

/** Cells smaller than a pixel get the pixel that contains them. */
export function lumaGrid({ values, width, height }: Luma): LumaGrid {
  const grid = new Float32Array(COLUMNS * ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    const [top, bottom] = span(row, ROWS, height);
    for (let column = 0; column < COLUMNS; column += 1) {
      const [left, right] = span(column, COLUMNS, width);
      let sum = 0;
      for (let y = top; y < bottom; y += 1)
        for (let x = left; x < right; x += 1) sum += values[y * width + x]!;
      grid[row * COLUMNS + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return grid;
}

/** Pixels from..to (exclusive) that cell `index` of `cells` covers along a side of `length` pixels. */
function span(index: number, cells: number, length: number): [from: number, to: number] {
  const from = Math.floor((index * length) / cells);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * length) / cells))];
}

/** Mean absolute difference of two grids, 0..255. */
export function gridDifference(one: LumaGrid, other: LumaGrid): number {
  let sum = 0;
  for (let cell = 0; cell < one.length; cell += 1) sum += Math.abs(one[cell]! - other[cell]!);
  return sum / one.length;
}
