import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { FrameCard } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { FindingOverlay } from "./finding-overlay.ts";
import { listedLabels, MAX_CARD_LABELS } from "./frame-facts.ts";
import { labelText } from "./label-text.ts";

export interface FramePictureProps {
  readonly frame: FrameCard;
  readonly size: "thumbnail" | "picture";
}

/** The image of a frame with what was found, or a word where there is none. */
export function FramePicture({ frame, size }: FramePictureProps): VNode {
  const [isGone, setIsGone] = useState(false);
  const { id, hasPicture, width, height } = frame;
  const sizeClass = size === "picture" ? "large" : "small";
  if (!hasPicture || isGone)
    return html`<span class="picture ${sizeClass} missing">no picture</span>`;
  const shape = width !== null && height !== null ? { aspectRatio: `${width} / ${height}` } : {};
  return html`<span class="picture ${sizeClass}" style=${size === "picture" ? shape : {}}>
    <img
      src="/api/frames/${encodeURIComponent(id)}/${size}"
      alt=${describe(frame)}
      loading="lazy"
      decoding="async"
      onError=${() => setIsGone(true)}
    />
    <${FindingOverlay}
      frame=${frame}
      textScale=${textScaleOf(size)}
      listed=${size === "thumbnail" ? listedInCard(frame) : NONE_LISTED}
    />
  </span>`;
}

/** Labels that the card of a thumbnail names below it. */
function listedInCard({ findings }: FrameCard): ReadonlySet<string> {
  return listedLabels({ findings, maxCount: MAX_CARD_LABELS });
}

/** So that labels are about as high as text: large pictures fill a phone, and half of other screens. */
function textScaleOf(size: FramePictureProps["size"]): number {
  if (size === "thumbnail") return 0.055;
  return innerWidth < 720 ? 0.036 : 0.02;
}

/** What is to be seen, for those who do not see it. */
function describe({ frame, findings }: FrameCard): string {
  const labels = findings.map(({ label }) => labelText(label));
  return labels.length === 0
    ? `Frame ${frame}`
    : `Frame ${frame} with ${labels.slice(0, 10).join(", ")}`;
}

const NONE_LISTED: ReadonlySet<string> = new Set();
