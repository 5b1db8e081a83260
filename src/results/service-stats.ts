import { toThousandths } from "../core/text/format-number.ts";
import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { SameRejectionDetector } from "../core/service/same-rejection.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import type { Latencies, RequestLimit, ServiceCounts } from "../core/summary.ts";
import type { Verdict } from "../core/frame/verdict.ts";

/** Latencies in buckets with a precision of 0.1 %, in constant memory. */
export class LatencyRecord {
  /** Unit: microseconds. */
  readonly #histogram: RecordableHistogram = createHistogram({ figures: 3 });

  get percentiles(): Latencies {
    return {
      p50: this.#percentileMs(50),
      p95: this.#percentileMs(95),
      p99: this.#percentileMs(99),
    };
  }

  add(latencyMs: number): void {
    this.#histogram.record(Math.max(1, Math.round(latencyMs * 1000)));
  }

  #percentileMs(percentile: number): number | null {
    if (this.#histogram.count === 0) return null;
    return toThousandths(this.#histogram.percentile(percentile) / 1000);
  }
}

/** Counts of one service. */
export class ServiceStats {
  readonly service: string;
  requests = 0;
  inFlight = 0;
  /** Current limit; `null` before anything is sent. */
  limit: RequestLimit | null = null;
  delivered = 0;
  failed = 0;
  /** True if it is considered away. */
  isAway = false;
  readonly #answers = new SameRejectionDetector();
  readonly #latencies = new LatencyRecord();

  constructor(service: string) {
    this.service = service;
  }

  get counts(): ServiceCounts {
    const { service, requests, delivered, failed, limit } = this;
    const latencyMs = this.#latencies.percentiles;
    return { service, requests, delivered, failed, latencyMs, limit };
  }

  /** Status of the only kind of answer, a rejection; `null` if answers differ, or there was none. */
  get onlyRejection(): number | null {
    return this.#answers.sameRejection?.status ?? null;
  }

  /** @param verdict `null` for a canceled request. */
  requestEnded(verdict: Verdict | null): void {
    this.inFlight -= 1;
    if (verdict !== null) this.#answers.record(verdict);
  }

  finish({ outcome, latencyMs }: FrameResult): void {
    if (outcome === "failed") this.failed += 1;
    if (outcome !== "delivered") return;
    this.delivered += 1;
    this.#latencies.add(latencyMs ?? 0);
  }
}
