import type { Latency } from "../service-data.ts";

/**
 * Durations in buckets that grow by a tenth each, from 0.1 ms to 18 minutes, so that a percentile is right within 5 %.
 * It takes 700 bytes, whatever it counts.
 */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  /** @param latencyMs in milliseconds. */
  add(latencyMs: number): void {
    const at = bucketOf(latencyMs);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
  }

  /** Adds all that another one has counted. */
  addAll(other: LatencyHistogram): void {
    if (other.#total === 0) return;
    this.#total += other.#total;
    for (const [at, count] of other.#counts.entries())
      this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  clear(): void {
    if (this.#total === 0) return;
    this.#counts.fill(0);
    this.#total = 0;
  }

  get percentiles(): Latency {
    return {
      p50: this.#percentileMs(0.5),
      p95: this.#percentileMs(0.95),
      p99: this.#percentileMs(0.99),
    };
  }

  /** The middle of the bucket in which this share of all durations ends; `null` if there are none. */
  #percentileMs(share: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.ceil(this.#total * share);
    for (const [at, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return middleMs(at);
    }
    return middleMs(BUCKETS - 1);
  }
}

const MIN_MS = 0.1;
const GROWTH = 1.1;
const BUCKETS = 170;

function bucketOf(ms: number): number {
  const at = Math.floor(Math.log(ms / MIN_MS) / Math.log(GROWTH));
  return Math.min(BUCKETS - 1, Math.max(0, at));
}

/** With three digits: more of them would say nothing. */
function middleMs(bucket: number): number {
  return Number((MIN_MS * GROWTH ** (bucket + 0.5)).toPrecision(3));
}
