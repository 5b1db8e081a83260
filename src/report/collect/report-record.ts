import type { Outcome } from "../../core/frame/frame-result.ts";
import { Gallery, type TakePicture } from "./gallery.ts";
import { GapRecord } from "./gap-record.ts";
import { LabelRecord } from "./label-record.ts";
import { LATENCY_CLASSES, latencyClass } from "./latency-classes.ts";
import type { ReportFrame } from "./report-picture.ts";
import { Timeline, type TimelineSeries } from "./timeline.ts";

/** What places on the timeline are: seconds since the run began, seconds in the video, or numbers of results. */
export type Axis = "clock" | "video" | "order";

/** What results say of a run, in memory that does not grow with it. */
export class ReportRecord {
  readonly axis: Axis;
  readonly timeline: Timeline;
  readonly outcomes: Readonly<Record<Outcome, TimelineSeries>>;
  /** Number of results of each outcome. */
  readonly counts: Record<Outcome, number> = { delivered: 0, failed: 0, skipped: 0, dropped: 0 };
  /** Delivered frames of each class of latency. */
  readonly latencies: Float64Array = new Float64Array(LATENCY_CLASSES);
  readonly latencySeries: readonly TimelineSeries[];
  readonly labels: LabelRecord;
  readonly gallery: Gallery = new Gallery();
  /** Times in which a camera sent no frames. */
  readonly gaps: GapRecord = new GapRecord();
  readonly #reasons = new Map<string, number>();

  constructor(axis: Axis) {
    this.axis = axis;
    this.timeline = new Timeline(FIRST_WIDTHS[axis]);
    const series = (): TimelineSeries => this.timeline.addSeries("sum");
    this.outcomes = { delivered: series(), failed: series(), skipped: series(), dropped: series() };
    this.latencySeries = Array.from({ length: LATENCY_CLASSES }, series);
    this.labels = new LabelRecord(this.timeline);
  }

  /** Counts a result. */
  add(place: number, frame: ReportFrame): void {
    const slot = this.timeline.slotAt(place);
    const { outcome, latencyMs, reason, findings } = frame;
    this.counts[outcome] += 1;
    increase(this.outcomes[outcome].values, slot);
    if (outcome === "failed") this.#fail(reason ?? "");
    if (outcome !== "delivered") return;
    if (latencyMs !== null) {
      const number = latencyClass(latencyMs);
      increase(this.latencies, number);
      const series = this.latencySeries[number];
      if (series !== undefined) increase(series.values, slot);
    }
    this.labels.add(
      slot,
      findings.map(({ label }) => label),
    );
  }

  /** Offers a frame for the pictures. @param take called only if its picture is wanted. */
  offerPicture(place: number, frame: ReportFrame, take: TakePicture): void {
    this.gallery.offer(place, frame, take);
  }

  #fail(reason: string): void {
    const isFull = this.#reasons.size >= MAX_REASONS && !this.#reasons.has(reason);
    const key = isFull ? OTHER_REASONS : reason;
    this.#reasons.set(key, (this.#reasons.get(key) ?? 0) + 1);
  }

  /** Reasons of failures with their counts, the most frequent first. */
  get reasons(): readonly (readonly [string, number])[] {
    return [...this.#reasons].toSorted(([, one], [, other]) => other - one);
  }
}

const FIRST_WIDTHS: Readonly<Record<Axis, number>> = { clock: 0.25, video: 0.04, order: 1 };
const MAX_REASONS = 100;
const OTHER_REASONS = "other reasons";

function increase(values: Float64Array, at: number): void {
  values[at] = (values[at] ?? 0) + 1;
}
