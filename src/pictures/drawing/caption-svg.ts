import type { PixelSize } from "../../core/image/image-size.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";
import type { Drawing } from "./drawing.ts";
import { describeFinding } from "./describe-finding.ts";
import { drawingScale } from "./drawing-scale.ts";
import { wrapToWidth } from "./text-width.ts";

/** Classes of the whole frame and its text, at the bottom of a picture, on at most a third of it. */
export function captionSvg(
  { findings, text }: Drawing,
  hiddenCount: number,
  size: PixelSize,
): readonly string[] {
  const { fontPx, lineHeightPx, baselinePx, paddingPx } = drawingScale(size);
  const classes = findings.filter(({ box }) => box === null).map(describeFinding);
  const hidden =
    hiddenCount === 0 ? [] : [`and ${formatCount(hiddenCount, "more box", "more boxes")}`];
  const parts = [[...classes, ...hidden].join(", "), text ?? ""].filter((part) => part !== "");
  const maxLines = Math.max(1, Math.floor(size.height / 3 / lineHeightPx));
  const maxEm = (size.width - 2 * paddingPx) / fontPx;
  const lines = parts.flatMap((part) => wrapToWidth(part, maxEm, maxLines)).slice(0, maxLines);
  if (lines.length === 0) return [];
  const top = size.height - lines.length * lineHeightPx;
  const strip = `<rect x="0" y="${top}" width="${size.width}" height="${size.height - top}" fill="#000" fill-opacity="0.65"/>`;
  const rows = lines.map((line, at) => {
    const y = top + at * lineHeightPx + baselinePx;
    return `<text x="${paddingPx}" y="${y}" fill="#fff" xml:space="preserve">${escapeHtml(line)}</text>`;
  });
  return [strip, ...rows];
}
