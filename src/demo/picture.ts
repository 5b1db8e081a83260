import type { Color } from "./frame-answer.ts";

/** Decoded pixels: rows from the top, each pixel three bytes of sRGB. */
export interface Pixels {
  readonly rgb: Uint8Array;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

/** One plane of luma, 0..255 each, rows from the top. */
export interface Luma {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Luma with the weights of BT.601, those of a JPEG's Y. */
export function lumaOf({ rgb, width, height }: Pixels): Luma {
  const values = new Float32Array(width * height);
  for (let at = 0, from = 0; at < values.length; at += 1, from += 3) {
    values[at] = 0.299 * rgb[from]! + 0.587 * rgb[from + 1]! + 0.114 * rgb[from + 2]!;
  }
  return { values, width, height };
}

/** Mean of all values, 0..255. */
export function meanLuminance({ values }: Luma): number {
  let sum = 0;
  // By index: for...of took several times as long on a typed array.
  for (let at = 0; at < values.length; at += 1) sum += values[at]!;
  return sum / values.length;
}

/**
 * Variance of the four-neighbor Laplacian over all inner pixels (Pech-Pacheco et al. 2000, "Diatom
 * autofocusing in brightfield microscopy"). 0 where there is no inner pixel.
 */
export function sharpness({ values, width, height }: Luma): number {
  const count = (width - 2) * (height - 2);
  if (width < 3 || height < 3) return 0;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let at = y * width + 1, end = at + width - 2; at < end; at += 1) {
      const around = values[at - 1]! + values[at + 1]! + values[at - width]! + values[at + width]!;
      const laplacian = around - 4 * values[at]!;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  return Math.max(0, squares / count - (sum / count) ** 2);
}

/** Mean color of the fullest of 16 x 16 x 16 bins; of equally full bins, the one with the least red. */
export function dominantColor({ rgb }: Pixels): Color {
  const counts = new Uint32Array(4096);
  for (let at = 0; at < rgb.length; at += 3) counts[binAt(rgb, at)]! += 1;
  let fullest = 0;
  for (let bin = 1; bin < counts.length; bin += 1)
    if (counts[bin]! > counts[fullest]!) fullest = bin;
  return meanOfBin(rgb, fullest, counts[fullest]!);
}

function binAt(rgb: Uint8Array, at: number): number {
  return ((rgb[at]! >> 4) << 8) | ((rgb[at + 1]! >> 4) << 4) | (rgb[at + 2]! >> 4);
}

function meanOfBin(rgb: Uint8Array, bin: number, count: number): Color {
  let [r, g, b] = [0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    if (binAt(rgb, at) !== bin) continue;
    r += rgb[at]!;
    g += rgb[at + 1]!;
    b += rgb[at + 2]!;
  }
  return color(Math.round(r / count), Math.round(g / count), Math.round(b / count));
}

function color(r: number, g: number, b: number): Color {
  const digits = ((r << 16) | (g << 8) | b).toString(16).padStart(6, "0");
  return { r, g, b, hex: `#${digits}` };
}
