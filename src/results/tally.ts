import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { PipelineEvent, SlicePaused } from "../core/events.ts";
import type { FrameResult, Outcome } from "../core/result.ts";
import type { Latencies, RequestLimit } from "../core/summary.ts";
import type { Verdict } from "../core/verdict.ts";
import { FailureGroups } from "./failure-groups.ts";

/** Counts a run by listening to its events; its memory does not grow with the run. */
export class Tally {
  readonly outcomes: Record<Outcome, number> = { delivered: 0, failed: 0, skipped: 0, dropped: 0 };
  landed = 0;
  sliced = 0;
  inFlight = 0;
  /** How many may be in flight, and why; `null` before anything is sent. */
  limit: RequestLimit | null = null;
  retries = 0;
  /** Whether any request was answered, whatever the answer; `null` as long as none was sent. */
  isAnswered: boolean | null = null;
  /** Frames to expect in all; `null` until the video tells, or if it cannot. */
  expectedFrames: number | null = null;
  /** Whether the frames come from a video that we slice. */
  hasSlicer = false;
  isSlicing = false;
  /** Why slicing stands still; `null` while it goes on. */
  pause: SlicePaused | null = null;
  /** How often slicing was made to stand still. */
  pauses = 0;
  /** Files that no event had told of. */
  missedEvents = 0;
  /** Attempts that came to anything but a delivery. */
  failedAttempts = 0;
  /** Why the most recent of them failed, in words. */
  lastFailure: string | null = null;
  readonly failures: FailureGroups = new FailureGroups();
  /** Latencies in microseconds, kept in buckets to within 0.1 %. */
  readonly #latencies: RecordableHistogram = createHistogram({ figures: 3 });

  /** Frames that landed and have no final word. */
  get backlog(): number {
    const { delivered, failed, skipped, dropped } = this.outcomes;
    return this.landed - delivered - failed - skipped - dropped;
  }

  /** Latencies of the delivered frames so far. */
  get latencyMs(): Latencies {
    return {
      p50: this.#percentileMs(50),
      p95: this.#percentileMs(95),
      p99: this.#percentileMs(99),
    };
  }

  listen(event: PipelineEvent): void {
    switch (event.type) {
      case "sliceStarted":
        this.hasSlicer = true;
        this.isSlicing = true;
        break;
      case "missedFilesFound":
        this.missedEvents += event.count;
        break;
      case "videoOpened":
        this.expectedFrames = event.expectedFrames;
        break;
      case "frameSliced":
        this.sliced += 1;
        break;
      case "slicePaused":
        this.pause = event;
        this.pauses += 1;
        break;
      case "sliceResumed":
        this.pause = null;
        break;
      case "sliceEnded":
        this.isSlicing = false;
        this.pause = null;
        break;
      case "frameLanded":
        this.landed += 1;
        break;
      case "requestStarted":
        this.inFlight += 1;
        if (event.attempt > 1) this.retries += 1;
        break;
      case "requestEnded":
        this.inFlight -= 1;
        if (event.verdict !== null) this.#hear(event.verdict, event.isUnsent === true);
        break;
      case "limitChanged":
        this.limit = { inFlight: event.limit, reason: event.reason };
        break;
      case "frameSettled":
        this.#settle(event.result);
        break;
      case "serviceLost":
        this.lastFailure = event.reason;
        break;
      case "serviceRecovered":
      case "sendingStopped":
      case "serviceFound":
      case "warningRaised":
        break;
    }
  }

  #hear(verdict: Verdict, isUnsent: boolean): void {
    if (verdict.kind !== "accepted") {
      this.failedAttempts += 1;
      this.lastFailure = verdict.reason;
    }
    if (verdict.status !== null) this.isAnswered = true;
    else if (!isUnsent) this.isAnswered ??= false;
  }

  #settle({ outcome, latencyMs, reason, frame }: FrameResult): void {
    this.outcomes[outcome] += 1;
    if (outcome === "delivered")
      this.#latencies.record(Math.max(1, Math.round((latencyMs ?? 0) * 1000)));
    if (outcome === "failed") this.failures.add(reason ?? "", frame);
  }

  #percentileMs(percentile: number): number | null {
    if (this.#latencies.count === 0) return null;
    return Math.round(this.#latencies.percentile(percentile) / 10) / 100;
  }
}
