import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { FrameCard } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { Select } from "../parts/select.ts";
import { formatFrames, formatWhole } from "../text/format.ts";
import { Card } from "./frame-card.ts";
import {
  ALL_FRAMES,
  type FrameFilter,
  labelChoices,
  matches,
  OUTCOME_CHOICES,
  sourceChoices,
} from "./frame-filter.ts";

export interface FramesViewProps {
  /** Newest first. */
  readonly frames: readonly FrameCard[];
  readonly onOpen: (id: string) => void;
}

/** The latest frames as they come, unless they are held to be looked at. */
export function FramesView({ frames, onOpen }: FramesViewProps): VNode {
  const [held, setHeld] = useState<readonly FrameCard[] | null>(null);
  const [filter, setFilter] = useState(ALL_FRAMES);
  const kept = held ?? frames;
  const found = kept.filter((frame) => matches(frame, filter));
  const known = new Set(kept.map(({ id }) => id));
  const newer = held === null ? 0 : frames.filter(({ id }) => !known.has(id)).length;
  const toggle = (): void => setHeld(held === null ? frames : null);
  return html`<section class="view" aria-label="Latest frames">
    <div class="bar">
      <${Filters} frames=${kept} filter=${filter} onFilter=${setFilter} />
      <button type="button" aria-pressed=${held !== null} onClick=${toggle}>
        ${held === null ? "Pause" : `Go on${newer > 0 ? ` (${formatWhole(newer)} new)` : ""}`}
      </button>
      <span class="note">${countOf(found.length, kept.length)}</span>
    </div>
    ${
      found.length === 0
        ? html`<p class="empty">
            ${kept.length === 0 ? "No frame has its outcome yet." : "No frame of the latest is like that."}
          </p>`
        : html`<ul class="cards">
            ${found.slice(0, MAX_SHOWN).map((frame) => html`<${Card} key=${frame.id} frame=${frame} onOpen=${onOpen} />`)}
          </ul>`
    }
  </section>`;
}

function countOf(found: number, kept: number): string {
  return `${formatWhole(Math.min(found, MAX_SHOWN))} of the latest ${formatFrames(kept)}`;
}

interface FiltersProps {
  readonly frames: readonly FrameCard[];
  readonly filter: FrameFilter;
  readonly onFilter: (filter: FrameFilter) => void;
}

function Filters({ frames, filter, onFilter }: FiltersProps): VNode {
  const set = (part: keyof FrameFilter) => (value: string) =>
    onFilter({ ...filter, [part]: value });
  return html`<div class="filters">
    <${Select}
      label="Source"
      value=${filter.sourceId}
      choices=${sourceChoices(frames)}
      onChoose=${set("sourceId")}
    />
    <${Select}
      label="Outcome"
      value=${filter.outcome}
      choices=${OUTCOME_CHOICES}
      onChoose=${set("outcome")}
    />
    <${Select}
      label="Label"
      value=${filter.label}
      choices=${labelChoices(frames)}
      onChoose=${set("label")}
    />
  </div>`;
}

const MAX_SHOWN = 96;
