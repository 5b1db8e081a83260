import type { Box, Finding } from "../../core/frame/predictions.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";
import { labelColor } from "../label-color.ts";
import { captionSvg } from "./caption-svg.ts";
import { describeFinding } from "./describe-finding.ts";
import { DRAWING_FONT } from "./drawing-font.ts";
import type { Drawing } from "./drawing.ts";
import { drawingScale, type DrawingScale } from "./drawing-scale.ts";
import { cutToWidth, textWidthEm } from "./text-width.ts";

/**
 * A transparent SVG of the size of a picture, with what was found in it: boxes with label and confidence, in the color
 * of the label, and a caption of classes and text. All of it lies within the picture. Of very many boxes those with the
 * most confidence are drawn, and the caption says how many are not.
 */
export function findingsSvg(drawing: Drawing, size: PixelSize): string {
  const scale = drawingScale(size);
  const drawn = boxedFindings(drawing, size).toSorted(bySureness);
  const shown = drawn.slice(-MAX_BOXES);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" font-family="${FONTS}" font-size="${scale.fontPx}">`,
    ...shown.map((finding) => boxSvg(finding.box, finding.label, scale)),
    ...(scale.hasText ? shown.map((finding) => labelSvg(finding, size, scale)) : []),
    ...(scale.hasText ? captionSvg(drawing, drawn.length - shown.length, size) : []),
    "</svg>",
  ].join("");
}

/** The shipped font first, and whatever the system has for other scripts. */
const FONTS = `'${DRAWING_FONT}', sans-serif`;

/** More would hide the picture, and each other. */
const MAX_BOXES = 500;

interface BoxedFinding extends Finding {
  readonly box: Box;
}

/** Those whose boxes lie in the picture, cut off at its edges. */
function boxedFindings({ findings, imageSize }: Drawing, size: PixelSize): readonly BoxedFinding[] {
  return findings.flatMap(({ label, confidence, box }) => {
    if (box === null || !Object.values(box).every(Number.isFinite)) return [];
    const inside = clipped(box, imageSize, size);
    return isVisible(inside) ? [{ label, confidence, box: inside }] : [];
  });
}

/** The part of a box that lies in the picture, in pixels of the picture. */
function clipped(box: Box, from: PixelSize, { width, height }: PixelSize): Box {
  const [across, down] = [width / from.width, height / from.height];
  const left = Math.max(0, box.x * across);
  const top = Math.max(0, box.y * down);
  const right = Math.min(width, (box.x + box.width) * across);
  const bottom = Math.min(height, (box.y + box.height) * down);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function isVisible({ width, height }: Box): boolean {
  return width >= 0 && height >= 0 && width + height > 0;
}

/** The surest ones come last, on top of the others. */
function bySureness(one: Finding, other: Finding): number {
  return (one.confidence ?? 0) - (other.confidence ?? 0);
}

/** A frame inside the edges of the box, on a light one that shows on dark pictures. */
function boxSvg({ x, y, width, height }: Box, label: string, { linePx }: DrawingScale): string {
  const frame = (linesPx: number, paint: string): string => {
    const inner = (length: number): string => inTenths(Math.max(0.1, length - linePx));
    const place = `x="${inTenths(x + linePx / 2)}" y="${inTenths(y + linePx / 2)}" width="${inner(width)}" height="${inner(height)}"`;
    return `<rect ${place} fill="none" stroke-width="${linesPx}" ${paint}/>`;
  };
  const under = frame(linePx + 2, 'stroke="#fff" stroke-opacity="0.6"');
  return under + frame(linePx, `stroke="${labelColor(label)}"`);
}

/** A name plate above the box; within it where there is no room above. */
function labelSvg(
  { box, label, confidence }: BoxedFinding,
  size: PixelSize,
  scale: DrawingScale,
): string {
  const { fontPx, paddingPx, lineHeightPx } = scale;
  const room = (size.width - 2 * paddingPx) / fontPx;
  const text = cutToWidth(describeFinding({ label, confidence }), room);
  if (text === "") return "";
  const width = textWidthEm(text) * fontPx + 2 * paddingPx;
  const x = Math.max(0, Math.min(box.x, size.width - width));
  const above = box.y - lineHeightPx;
  const y = Math.min(above >= 0 ? above : box.y, size.height - lineHeightPx);
  const plate = `<rect x="${inTenths(x)}" y="${inTenths(y)}" width="${inTenths(width)}" height="${lineHeightPx}" fill="${labelColor(label)}"/>`;
  const place = `x="${inTenths(x + paddingPx)}" y="${inTenths(y + scale.baselinePx)}"`;
  return `${plate}<text ${place} fill="#fff" xml:space="preserve">${escapeHtml(text)}</text>`;
}

function inTenths(place: number): string {
  return String(Math.round(place * 10) / 10);
}
