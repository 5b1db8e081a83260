import type { SeriesPoint } from "../page-data.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

/** Values of a series in one step of time. */
export type StepValues = Omit<SeriesPoint, "atMs" | "seconds">;

/** Figures that are added up within a step. */
export type Sum = "landed" | "delivered" | "failed" | "skipped" | "dropped" | "retries";

/** Figures that have a value at any time. */
export interface Gauges {
  inFlight: number;
  limit: number | null;
  backlog: number;
  isAway: boolean;
}

/** What has come together of a series in a step that is not over yet. */
export class Step {
  readonly sums: Record<Sum, number> = {
    ...{ landed: 0, delivered: 0, failed: 0, skipped: 0, dropped: 0, retries: 0 },
  };
  readonly latencies: LatencyHistogram = new LatencyHistogram();
  #maxInFlight = 0;
  #maxBacklog = 0;
  #wasAway = false;

  /** Takes in what the gauges are now: their maxima count. */
  see({ inFlight, backlog, isAway }: Gauges): void {
    if (inFlight > this.#maxInFlight) this.#maxInFlight = inFlight;
    if (backlog > this.#maxBacklog) this.#maxBacklog = backlog;
    if (isAway) this.#wasAway = true;
  }

  /** Takes in a shorter step that is over. */
  add(other: Step): void {
    for (const sum of SUMS) this.sums[sum] += other.sums[sum];
    this.#maxInFlight = Math.max(this.#maxInFlight, other.#maxInFlight);
    this.#maxBacklog = Math.max(this.#maxBacklog, other.#maxBacklog);
    this.#wasAway ||= other.#wasAway;
    this.latencies.addAll(other.latencies);
  }

  /** @param limit as it is at the end of the step. */
  values(limit: number | null): StepValues {
    const { p50, p95, p99 } = this.latencies.percentiles;
    return {
      ...this.sums,
      ...{ inFlight: this.#maxInFlight, limit, backlog: this.#maxBacklog, isAway: this.#wasAway },
      ...{ latencyP50Ms: p50, latencyP95Ms: p95, latencyP99Ms: p99 },
    };
  }

  /** Begins the next step, with the gauges as they are. */
  restart(gauges: Gauges): void {
    for (const sum of SUMS) this.sums[sum] = 0;
    this.latencies.clear();
    this.#maxInFlight = 0;
    this.#maxBacklog = 0;
    this.#wasAway = false;
    this.see(gauges);
  }
}

const SUMS: readonly Sum[] = ["landed", "delivered", "failed", "skipped", "dropped", "retries"];
