import type { VNode } from "preact";
import { labelColor } from "../../../pictures/label-color.ts";
import type { FrameCard } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { formatConfidence, shorten } from "../text/format.ts";
import { labelText } from "./label-text.ts";

export interface FindingOverlayProps {
  readonly frame: FrameCard;
  /** Height of the labels as a part of the frame's width. */
  readonly textScale: number;
  /** Labels that are named beside the picture: small boxes have none of these, so that names do not cover each other. */
  readonly listed: ReadonlySet<string>;
}

type Finding = FrameCard["findings"][number];
type PlacedFinding = Finding & { readonly box: NonNullable<Finding["box"]> };

/** Boxes of what was found, in pixels of the frame, over a picture that fills the same place. */
export function FindingOverlay({ frame, textScale, listed }: FindingOverlayProps): VNode | null {
  const { width, height, findings } = frame;
  const placed = findings.filter((finding): finding is PlacedFinding => finding.box !== null);
  if (width === null || height === null || placed.length === 0) return null;
  const size = width * textScale;
  return html`<svg class="overlay" aria-hidden="true" viewBox="0 0 ${width} ${height}">
    ${placed.map(
      (finding) =>
        html`<g>
          ${boxOf(finding)}
          ${hasName(finding, { width, listed }) ? nameOf(finding, { size, width }) : null}
        </g>`,
    )}
  </svg>`;
}

function hasName(
  { label, box }: PlacedFinding,
  { width, listed }: Pick<FindingOverlayProps, "listed"> & { readonly width: number },
): boolean {
  return box.width >= width * SMALL_BOX || !listed.has(label);
}

function boxOf({ label, box }: PlacedFinding): VNode {
  const { x, y, width, height } = box;
  return html`<rect class="edge" x=${x} y=${y} width=${width} height=${height} />
    <rect class="box" x=${x} y=${y} width=${width} height=${height} stroke=${labelColor(label)} />`;
}

interface Place {
  readonly size: number;
  readonly width: number;
}

function nameOf({ label, confidence, box }: PlacedFinding, { size, width }: Place): VNode {
  const text = `${shorten(labelText(label), MAX_LABEL)} ${formatConfidence(confidence)}`.trim();
  const textWidth = text.length * size * 0.56;
  const plateWidth = textWidth + size * 0.6;
  const x = Math.max(0, Math.min(box.x, width - plateWidth));
  const isAbove = box.y > size * 1.4;
  const top = isAbove ? box.y - size * 1.4 : Math.max(0, box.y);
  return html`<rect
      x=${x}
      y=${top}
      width=${plateWidth}
      height=${size * 1.4}
      fill=${labelColor(label)}
    />
    <text
      x=${x + size * 0.3}
      y=${top + size}
      font-size=${size}
      textLength=${textWidth}
      lengthAdjust="spacingAndGlyphs"
      >${text}</text
    >`;
}

const MAX_LABEL = 28;
/** Share of the picture's width that a name takes about. */
const SMALL_BOX = 0.12;
