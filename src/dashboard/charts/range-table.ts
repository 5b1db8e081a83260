import type { SeriesByKey, SeriesPoint } from "../page-data.ts";
import type { Series } from "./series.ts";
import { Step } from "./step.ts";
import { StepRing } from "./step-ring.ts";

/** The last steps of all series, of one length. */
export class RangeTable {
  /** Number of steps that are over. */
  stepCount = 0;
  readonly #capacity: number;
  readonly #endsMs: Float64Array;
  readonly #seconds: Float32Array;
  readonly #rows = new Map<Series, { readonly ring: StepRing; readonly step: Step }>();

  /** @param capacity number of steps that are kept. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#endsMs = new Float64Array(capacity);
    this.#seconds = new Float32Array(capacity);
  }

  /** Begins a row for a series, from the current step on. */
  add(series: Series): void {
    const ring = new StepRing(this.#capacity, this.stepCount);
    this.#rows.set(series, { ring, step: new Step() });
  }

  /** Forgets the row of a series. */
  remove(series: Series): void {
    this.#rows.delete(series);
  }

  /** Takes in a shorter step of each series. */
  collect(stepOf: (series: Series) => Step): void {
    for (const [series, { step }] of this.#rows) step.add(stepOf(series));
  }

  /** What a series has in the step that is being collected. */
  stepOf(series: Series): Step {
    return this.#rows.get(series)?.step ?? new Step();
  }

  /** Ends the step, whose values stay to be read until `restart`. */
  end(atMs: number, seconds: number): void {
    const at = this.stepCount % this.#capacity;
    this.#endsMs[at] = atMs;
    this.#seconds[at] = seconds;
    for (const [series, { ring, step }] of this.#rows)
      ring.put(this.stepCount, step.values(series.gauges.limit));
    this.stepCount += 1;
  }

  restart(): void {
    for (const [series, { step }] of this.#rows) step.restart(series.gauges);
  }

  /** Points of each series from a step on, as far as they are kept. */
  pointsFrom(step: number): SeriesByKey {
    const first = Math.max(step, this.stepCount - this.#capacity, 0);
    const steps = Array.from(
      { length: Math.max(0, this.stepCount - first) },
      (_, at) => first + at,
    );
    const points = [...this.#rows].map(([{ key }, { ring }]) => [
      key,
      steps.flatMap((each) => this.#point(ring, each) ?? []),
    ]);
    return Object.fromEntries(points) as SeriesByKey;
  }

  /** True if every step from this one on is kept. */
  has(step: number): boolean {
    return step >= Math.max(0, this.stepCount - this.#capacity) && step <= this.stepCount;
  }

  /** Unix time at which a step ended; 0 for one that is not kept. */
  endOf(step: number): number {
    return step >= 0 && this.has(step) ? (this.#endsMs[step % this.#capacity] ?? 0) : 0;
  }

  #point(ring: StepRing, step: number): SeriesPoint | null {
    const values = ring.at(step);
    if (values === null) return null;
    const at = step % this.#capacity;
    return { atMs: this.#endsMs[at] ?? 0, seconds: this.#seconds[at] ?? 0, ...values };
  }
}
