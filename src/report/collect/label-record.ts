import type { Timeline, TimelineSeries } from "./timeline.ts";

/** How often a label was seen, and when. */
export interface SeenLabel {
  readonly label: string;
  /** Number of detections and classes. */
  readonly count: number;
  /** Number of frames that have it. */
  readonly frames: number;
  /** Frames with it in each slot of the timeline. */
  readonly values: Float64Array;
}

/** Counts labels, of which there may be any number: the first `MAX_LABELS` by name, all others together. */
export class LabelRecord {
  readonly #timeline: Timeline;
  readonly #labels = new Map<string, { count: number; frames: number; series: TimelineSeries }>();
  /** Detections of labels that came when there was no more room for names. */
  otherCount = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** @param labels of one frame. */
  add(slot: number, labels: readonly string[]): void {
    const inFrame = new Set<string>();
    for (const label of labels) {
      const known = this.#labels.get(label) ?? this.#begin(label);
      if (known === null) {
        this.otherCount += 1;
        continue;
      }
      known.count += 1;
      if (inFrame.has(label)) continue;
      inFrame.add(label);
      known.frames += 1;
      known.series.values[slot] = (known.series.values[slot] ?? 0) + 1;
    }
  }

  #begin(label: string) {
    if (this.#labels.size >= MAX_LABELS) return null;
    const begun = { count: 0, frames: 0, series: this.#timeline.addSeries("sum") };
    this.#labels.set(label, begun);
    return begun;
  }

  get labelCount(): number {
    return this.#labels.size;
  }

  /** The most frequent first. */
  top(most: number): readonly SeenLabel[] {
    return [...this.#labels]
      .map(([label, { count, frames, series }]) => ({
        label,
        count,
        frames,
        values: series.values,
      }))
      .toSorted((one, other) => other.frames - one.frames || other.count - one.count)
      .slice(0, most);
  }
}

const MAX_LABELS = 500;
