import type { PixelSize } from "../../core/image/image-size.ts";

/** Sizes of lines and letters on a picture, in its pixels. */
export interface DrawingScale {
  /** Width of the lines of a box. */
  readonly linePx: number;
  readonly fontPx: number;
  /** Height of a line of text with its background. */
  readonly lineHeightPx: number;
  /** From the top of a line of text to its baseline. */
  readonly baselinePx: number;
  /** Room beside a text. */
  readonly paddingPx: number;
  /** False on a picture so small that text would hide it. */
  readonly hasText: boolean;
}

/** Lines and letters grow with the picture: 2 and 11 pixels at 640x360, 5 and 32 at 1920x1080. */
export function drawingScale({ width, height }: PixelSize): DrawingScale {
  const extent = Math.sqrt(width * height);
  const fontPx = Math.max(MIN_FONT_PX, Math.round(extent / 45));
  return {
    linePx: Math.max(2, Math.round(extent / 320)),
    fontPx,
    lineHeightPx: Math.ceil(fontPx * 1.4),
    baselinePx: Math.round(fontPx * 1.06),
    paddingPx: Math.ceil(fontPx * 0.3),
    hasText: width >= MIN_TEXT_WIDTH_PX && height >= MIN_TEXT_HEIGHT_PX,
  };
}

/** Smaller letters cannot be read. */
const MIN_FONT_PX = 11;
const MIN_TEXT_WIDTH_PX = 64;
const MIN_TEXT_HEIGHT_PX = 48;
