import { LatencyHistogram } from "../charts/latency-histogram.ts";
import type { Latency } from "../service-data.ts";

/** Latencies of about the last minute, in slices of five seconds. */
export class RecentLatencies {
  readonly #slices = Array.from({ length: SLICES }, () => new LatencyHistogram());
  readonly #sum = new LatencyHistogram();
  #seconds = 0;

  add(latencyMs: number): void {
    this.#slices[this.#current]?.add(latencyMs);
  }

  /** A second has passed. */
  tick(): void {
    this.#seconds += 1;
    if (this.#seconds % SLICE_SECONDS === 0) this.#slices[this.#current]?.clear();
  }

  get percentiles(): Latency {
    this.#sum.clear();
    for (const slice of this.#slices) this.#sum.addAll(slice);
    return this.#sum.percentiles;
  }

  get #current(): number {
    return Math.floor(this.#seconds / SLICE_SECONDS) % SLICES;
  }
}

const SLICE_SECONDS = 5;
const SLICES = 12;
