import { Counter, Histogram, type Registry } from "prom-client";
import type { RequestEnded, RequestStarted } from "../core/events/frame-events.ts";
import type { Frame } from "../core/frame/frame.ts";
import { retryReason } from "./retry-reason.ts";
import { SourceSeries } from "./source-series.ts";

/** Counts and durations that events add to, of all runs of a command together. */
export class FrameMetrics {
  readonly sources: SourceSeries;
  readonly #requests: Histogram<"service">;
  readonly #waits: Histogram;
  readonly #retries: Counter<"reason">;
  readonly #commits: Histogram;
  readonly #acknowledgements: Histogram;
  /** Frames that a request was made for. */
  readonly #begun = new WeakSet<Frame>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.sources = new SourceSeries(registry);
    this.#requests = new Histogram({
      name: "frameferry_request_duration_seconds",
      help: "Time from sending a frame to the end of its answer, by service.",
      labelNames: ["service"],
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.#waits = new Histogram({
      name: "frameferry_landing_to_request_seconds",
      help: "Time from the landing of a frame to its first request.",
      buckets: WAIT_SECONDS,
      registers,
    });
    this.#retries = new Counter({
      name: "frameferry_retries_total",
      help: "Requests after which their frame was sent again, by the status of the answer.",
      labelNames: ["reason"],
      registers,
    });
    this.#commits = new Histogram({
      name: "frameferry_ledger_commit_seconds",
      help: "Time that a group of records takes until it is safe on the disk.",
      buckets: COMMIT_SECONDS,
      registers,
    });
    this.#acknowledgements = new Histogram({
      name: "frameferry_broker_acknowledgement_seconds",
      help: "Time that a broker takes until it acknowledges a message: a frame of an edge, a result of a worker.",
      buckets: COMMIT_SECONDS,
      registers,
    });
  }

  requestStarted({ frame }: RequestStarted): void {
    if (this.#begun.has(frame)) return;
    this.#begun.add(frame);
    this.#waits.observe(Math.max(0, performance.now() - frame.landedAtMs) / 1000);
  }

  requestEnded(event: RequestEnded): void {
    const { service, verdict, latencyMs, isUnsent = false } = event;
    if (verdict !== null && !isUnsent) this.#requests.observe({ service }, latencyMs / 1000);
    const reason = retryReason(event);
    if (reason !== null) this.#retries.inc({ reason });
  }

  brokerAcknowledged(seconds: number): void {
    this.#acknowledgements.observe(seconds);
  }

  ledgerCommitted(seconds: number): void {
    this.#commits.observe(seconds);
  }
}

/** Detectors answer within a second, language models within two minutes. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
const WAIT_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 120, 600, 3600];
const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
