import type {
  FailureWithdrawn,
  FrameLanded,
  FramesLeftOut,
  SourceLost,
  SourceRecovered,
} from "../../core/events/run-event.ts";
import type { SourceView } from "../../core/events/run-view.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { totalLeftOut } from "../../core/selection-rule.ts";
import { MAX_SOURCES, OTHER_SOURCES, SourceLabels } from "../../core/text/source-labels.ts";
import { type Charts, MAX_SOURCE_SERIES } from "../charts/charts.ts";
import type { Series } from "../charts/series.ts";
import type { RecordingState, SourceState } from "../page-data.ts";
import { type MutableCounts, noCounts } from "./mutable-counts.ts";

/** A source, as the page shows it. */
export interface SourceRow {
  readonly id: string;
  readonly name: string;
  readonly counts: MutableCounts;
  readonly series: Series;
  lastLandedAtMs: number | null;
  /** Unix time since which a camera is away; `null` while it is there. */
  awaySinceMs: number | null;
}

/** Counts of each source, up to a number of them; all further ones are counted together. */
export class SourceRows {
  readonly #charts: Charts;
  readonly #labels = new SourceLabels();
  /** By source. */
  readonly #rows = new Map<string, SourceRow>();
  #others: SourceRow | null = null;
  #otherSeries: Series | null = null;

  constructor(charts: Charts) {
    this.#charts = charts;
  }

  /** @param source as the results name it. */
  of(source: string): SourceRow {
    return this.#rows.get(source) ?? this.#add(source);
  }

  landed({ frame }: FrameLanded): void {
    const row = this.of(frame.source);
    row.counts.landed += 1;
    row.lastLandedAtMs = Date.now();
    row.series.count("landed");
  }

  settled({ source, outcome }: FrameResult): void {
    const row = this.of(source);
    row.counts[outcome] += 1;
    row.series.count(outcome);
  }

  leftOut({ source, counts }: FramesLeftOut): void {
    const row = this.of(source);
    const count = totalLeftOut(counts);
    row.counts.landed += count;
    row.counts.skipped += count;
    row.lastLandedAtMs = Date.now();
    for (let each = 0; each < count; each += 1) {
      row.series.count("landed");
      row.series.count("skipped");
    }
  }

  withdrawn({ source }: FailureWithdrawn): void {
    const { counts } = this.of(source);
    counts.failed -= 1;
    counts.skipped += 1;
  }

  lost({ source, sinceMs }: SourceLost): void {
    this.of(source).awaySinceMs = Date.now() - (performance.now() - sinceMs);
  }

  recovered({ source }: SourceRecovered): void {
    this.of(source).awaySinceMs = null;
  }

  /** @param views what is asked of the sources that are open. */
  states(views: readonly SourceView[]): readonly SourceState[] {
    const open = new Map(views.map((view) => [view.source, view]));
    const own = [...this.#rows].map(([source, row]) => stateOf(row, open.get(source)));
    return this.#others === null ? own : [...own, stateOf(this.#others)];
  }

  #add(source: string): SourceRow {
    if (this.#rows.size >= MAX_SOURCES) return (this.#others ??= this.#row("other", OTHER_SOURCES));
    const row = this.#row(`s${this.#rows.size + 1}`, this.#labels.of(source));
    this.#rows.set(source, row);
    return row;
  }

  #row(id: string, name: string): SourceRow {
    const series = this.#seriesFor(id);
    return { id, name, counts: noCounts(), series, lastLandedAtMs: null, awaySinceMs: null };
  }

  #seriesFor(id: string): Series {
    if (this.#rows.size < MAX_SOURCE_SERIES) return this.#charts.add(`source:${id}`);
    return (this.#otherSeries ??= this.#charts.add("source:other"));
  }
}

function stateOf(row: SourceRow, view?: SourceView): SourceState {
  const { id, name, counts, lastLandedAtMs, awaySinceMs } = row;
  const trouble = view?.trouble() ?? null;
  const troubleSinceMs = trouble === null ? null : awaySinceMs;
  const recording = recordingOf(view);
  return { id, name, counts, lastLandedAtMs, trouble, troubleSinceMs, recording };
}

function recordingOf(view?: SourceView): RecordingState | null {
  return view?.recordingTrouble === undefined ? null : { trouble: view.recordingTrouble() };
}
