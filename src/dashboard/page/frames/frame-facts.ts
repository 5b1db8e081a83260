import type { VNode } from "preact";
import { labelColor } from "../../../pictures/label-color.ts";
import type { FrameCard } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { formatConfidence } from "../text/format.ts";
import { labelText } from "./label-text.ts";

export interface LabelListProps {
  readonly findings: FrameCard["findings"];
  readonly maxCount: number;
}

/** What was found, each label once with its count and the highest confidence. */
export function LabelList({ findings, maxCount }: LabelListProps): VNode | null {
  if (findings.length === 0) return null;
  const groups = groupsOf(findings);
  const rest = groups.length - maxCount;
  return html`<span class="labels">
    ${groups.slice(0, maxCount).map(
      ({ label, count, confidence }) =>
        html`<span key=${label} class="label">
          <span class="dot" style=${{ background: labelColor(label) }}></span>
          <span class="clip">${labelText(label)}</span>
          <span class="note"
            >${[...(count > 1 ? [`×${count}`] : []), formatConfidence(confidence)].join(" · ")}</span
          >
        </span>`,
    )}
    ${rest > 0 ? html`<span class="note">and ${rest} more</span>` : null}
  </span>`;
}

/** Labels that a list of so many names. */
export function listedLabels({ findings, maxCount }: LabelListProps): ReadonlySet<string> {
  return new Set(
    groupsOf(findings)
      .slice(0, maxCount)
      .map(({ label }) => label),
  );
}

interface LabelGroup {
  readonly label: string;
  readonly count: number;
  readonly confidence: number | null;
}

function groupsOf(findings: FrameCard["findings"]): readonly LabelGroup[] {
  const groups = new Map<string, LabelGroup>();
  for (const { label, confidence } of findings) {
    const { count = 0, confidence: best = null } = groups.get(label) ?? {};
    const isBetter = best === null || (confidence !== null && confidence > best);
    groups.set(label, { label, count: count + 1, confidence: isBetter ? confidence : best });
  }
  return [...groups.values()];
}

/** In a card. */
export const MAX_CARD_LABELS = 3;
