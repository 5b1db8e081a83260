import type { FailureWithdrawn, FrameLanded } from "../../core/events/frame-events.ts";
import type { FramesLeftOut } from "../../core/events/slice-events.ts";
import type { SourceLost, SourceRecovered } from "../../core/events/source-events.ts";
import type { RunView, SourceView } from "../../core/events/run-view.ts";
import type { SiteSourceState, SiteSourceView } from "../../core/events/site-source-view.ts";
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
  /** By source; those of a site by its name there. */
  readonly #rows = new Map<string, SourceRow>();
  #others: SourceRow | null = null;
  #otherSeries: Series | null = null;
  #lastId = 0;
  #readSite: (() => readonly SiteSourceView[]) | null = null;

  constructor(charts: Charts) {
    this.#charts = charts;
  }

  /**
   * @param source as the results name it.
   * @param name of the source in a site. @default none
   */
  of(source: string, name?: string): SourceRow {
    return this.#rows.get(name ?? source) ?? this.#add(source, name);
  }

  /** The runs are those of a site. @param read tells how its sources are now. */
  siteOpened(read: () => readonly SiteSourceView[]): void {
    this.#readSite = read;
  }

  /** A site has a source no more; if it comes back, its counts begin at zero. */
  remove(name: string): void {
    const row = this.#rows.get(name);
    if (row === undefined) return;
    this.#rows.delete(name);
    this.#labels.forget(name);
    if (row.series !== this.#otherSeries) this.#charts.remove(row.series);
  }

  landed({ frame }: FrameLanded, name?: string): void {
    const row = this.of(frame.source, name);
    row.counts.landed += 1;
    row.lastLandedAtMs = Date.now();
    row.series.count("landed");
  }

  settled({ source, outcome }: FrameResult, name?: string): void {
    const row = this.of(source, name);
    row.counts[outcome] += 1;
    row.series.count(outcome);
  }

  leftOut({ source, counts }: FramesLeftOut, name?: string): void {
    const row = this.of(source, name);
    const count = totalLeftOut(counts);
    row.counts.landed += count;
    row.counts.skipped += count;
    row.lastLandedAtMs = Date.now();
    for (let each = 0; each < count; each += 1) {
      row.series.count("landed");
      row.series.count("skipped");
    }
  }

  withdrawn({ source }: FailureWithdrawn, name?: string): void {
    const { counts } = this.of(source, name);
    counts.failed -= 1;
    counts.skipped += 1;
  }

  lost({ source, sinceMs }: SourceLost, name?: string): void {
    this.of(source, name).awaySinceMs = Date.now() - (performance.now() - sinceMs);
  }

  recovered({ source }: SourceRecovered, name?: string): void {
    this.of(source, name).awaySinceMs = null;
  }

  /** @param views the runs that are open. */
  states(views: readonly RunView[]): readonly SourceState[] {
    const open = Map.groupBy(
      views.flatMap(({ name, sources }) =>
        sources.map((view) => [name ?? view.source, view] as const),
      ),
      ([key]) => key,
    );
    const site = this.#readSite?.() ?? [];
    // One that has failed at once, or is paused, has a row as well.
    for (const { name } of site) this.of("", name);
    const states = new Map(site.map(({ name, state }) => [name, state]));
    const own = [...this.#rows].map(([key, row]) =>
      stateOf(row, open.get(key)?.map(([, view]) => view) ?? [], states.get(key)),
    );
    return this.#others === null ? own : [...own, stateOf(this.#others, [])];
  }

  #add(source: string, name?: string): SourceRow {
    if (this.#rows.size >= MAX_SOURCES) return (this.#others ??= this.#row("other", OTHER_SOURCES));
    this.#lastId += 1;
    const row = this.#row(`s${this.#lastId}`, this.#labels.of(source, name));
    this.#rows.set(name ?? source, row);
    return row;
  }

  #row(id: string, name: string): SourceRow {
    const series = this.#seriesFor(id);
    return { id, name, counts: noCounts(), series, lastLandedAtMs: null, awaySinceMs: null };
  }

  #seriesFor(id: string): Series {
    const own = [...this.#rows.values()].filter(({ series }) => series !== this.#otherSeries);
    if (id !== "other" && own.length < MAX_SOURCE_SERIES) return this.#charts.add(`source:${id}`);
    return (this.#otherSeries ??= this.#charts.add("source:other"));
  }
}

/** @param views its open sources: several are the folders of a watch in a site. */
function stateOf(
  row: SourceRow,
  views: readonly SourceView[],
  state: SiteSourceState = "running",
): SourceState {
  const { id, name, counts, lastLandedAtMs, awaySinceMs } = row;
  const [shut = null] = views.flatMap((view) => view.trouble() ?? []);
  const trouble = SITE_TROUBLE[state] ?? shut;
  const troubleSinceMs = shut === null || trouble !== shut ? null : awaySinceMs;
  const recording = recordingOf(views.at(-1));
  return { id, name, counts, lastLandedAtMs, trouble, troubleSinceMs, recording };
}

/** Why nothing comes from a source that is not at work, as the end of a sentence. */
const SITE_TROUBLE: Partial<Record<SiteSourceState, string>> = {
  waiting: "failed, and is started again in a moment",
  paused: "is paused",
  failed: "has failed; frameferry status says why",
};

function recordingOf(view?: SourceView): RecordingState | null {
  return view?.recordingTrouble === undefined ? null : { trouble: view.recordingTrouble() };
}
