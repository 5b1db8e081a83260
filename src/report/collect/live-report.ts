import type { RequestEnded } from "../../core/events/frame-events.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { SourceLost } from "../../core/events/source-events.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { Finding } from "../../core/frame/predictions.ts";
import { ReportRecord } from "./report-record.ts";
import type { ReportFrame, ReportPicture } from "./report-picture.ts";
import { PictureTaker } from "./picture-taker.ts";
import { Spans } from "./spans.ts";
import type { TimelineSeries } from "./timeline.ts";

/** What was found, in the forms of answers that the protocols know. */
export type FindingsOf = (answer: Pick<FrameResult, "predictions" | "response" | "crop">) => {
  readonly findings: readonly Finding[];
  readonly areFractions: boolean;
};

/** Collects what a report says of runs, from their events, one run after the other. */
export class LiveReport {
  readonly record: ReportRecord = new ReportRecord("clock");
  readonly spans: Spans = new Spans();
  readonly landed: TimelineSeries = this.record.timeline.addSeries("sum");
  readonly retries: TimelineSeries = this.record.timeline.addSeries("sum");
  readonly inFlight: TimelineSeries = this.record.timeline.addSeries("max");
  readonly backlog: TimelineSeries = this.record.timeline.addSeries("max");
  readonly warnings: string[] = [];
  readonly #now: () => number;
  readonly #findingsOf: FindingsOf;
  readonly #taker: PictureTaker;
  readonly #startedMs: number;
  #inFlight = 0;
  #backlog = 0;
  #filledAt = 0;
  #openGap: SourceLost | null = null;
  /** Frames that landed, and requests that were sent again. */
  landedCount = 0;
  retryCount = 0;

  /** @param now monotonic time, in milliseconds. */
  constructor(findingsOf: FindingsOf, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#findingsOf = findingsOf;
    this.#startedMs = now();
    this.#taker = new PictureTaker(now);
  }

  /** Seconds since the first run began. */
  get seconds(): number {
    return (this.#now() - this.#startedMs) / 1000;
  }

  listen(event: RunEvent): void {
    const at = this.seconds;
    switch (event.type) {
      case "frameLanded":
        this.landedCount += 1;
        this.#backlog += 1;
        return this.#gauge(at, this.landed);
      case "requestStarted":
        this.#inFlight += 1;
        if (event.attempt > 1) this.retryCount += 1;
        return this.#gauge(at, event.attempt > 1 ? this.retries : null);
      case "requestEnded":
        this.#inFlight -= 1;
        this.#gauge(at, null);
        return this.#offerPicture(at, event);
      case "frameSettled":
        this.#backlog -= 1;
        this.#gauge(at, null);
        return this.#settle(at, event.result);
      case "serviceLost":
        return this.spans.begin(event.service, {
          kind: "outage",
          from: at,
          text: `${event.service}: ${event.reason}`,
        });
      case "serviceRecovered":
        return this.spans.end(event.service, at);
      case "sourceLost":
        this.#openGap = event;
        return this.spans.begin(GAP, {
          kind: "gap",
          from: Math.max(0, event.sinceMs - this.#startedMs) / 1000,
          text: `${event.source}: ${event.reason}`,
        });
      case "sourceRecovered":
        this.#openGap = null;
        this.record.gaps.add(event);
        return this.spans.end(GAP, at);
      case "slicePaused":
        return this.spans.begin(PAUSE, { kind: "pause", from: at, text: PAUSES[event.reason] });
      case "sliceResumed":
      case "sliceEnded":
        return this.spans.end(PAUSE, at);
      case "warningRaised":
        if (this.warnings.length < MAX_WARNINGS) this.warnings.push(event.message);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Closes what is open, and waits for pictures that are being made. */
  async end(): Promise<void> {
    this.#gauge(this.seconds, null);
    if (this.#openGap !== null) {
      const { reason, sinceMs } = this.#openGap;
      this.record.gaps.add({ reason, gapMs: this.#now() - sinceMs });
      this.#openGap = null;
    }
    await this.#taker.idle();
  }

  /** Notes what holds now, also for the slots since it was last noted. @param series that counts this event. */
  #gauge(at: number, series: TimelineSeries | null): void {
    const slot = this.record.timeline.slotAt(at);
    if (series !== null) series.values[slot] = (series.values[slot] ?? 0) + 1;
    for (let each = Math.min(this.#filledAt + 1, slot); each <= slot; each += 1) {
      this.inFlight.values[each] = Math.max(this.inFlight.values[each] ?? 0, this.#inFlight);
      this.backlog.values[each] = Math.max(this.backlog.values[each] ?? 0, this.#backlog);
    }
    this.#filledAt = slot;
  }

  #settle(at: number, result: FrameResult): void {
    const frame = this.#frameOf(result);
    this.record.add(at, frame);
    this.#taker.settled(frame);
  }

  #frameOf(result: FrameResult): ReportFrame {
    const { source, frame, index, ptsSeconds, outcome, latencyMs, reason, predictions } = result;
    const sent = result.crop === undefined ? {} : { crop: result.crop };
    const found = outcome === "delivered" ? this.#findingsOf(result) : NOTHING;
    const text = predictions?.text ?? null;
    return {
      source,
      frame,
      index,
      ptsSeconds,
      outcome,
      latencyMs,
      reason,
      ...found,
      text,
      ...sent,
    };
  }

  /** The image is still there when its last request ends, and gone when it has its outcome. */
  #offerPicture(at: number, event: RequestEnded): void {
    const { verdict, retryInMs, frame, latencyMs } = event;
    if (verdict === null || retryInMs !== null || !this.#taker.hasRoom) return;
    const isAccepted = verdict.kind === "accepted";
    const result: Partial<FrameResult> = {
      ...{ source: frame.source, frame: frame.relativePath, index: frame.index },
      ...{ ptsSeconds: frame.ptsSeconds, outcome: isAccepted ? "delivered" : "failed" },
      ...{ latencyMs, response: verdict.response, reason: isAccepted ? null : verdict.reason },
      predictions: isAccepted ? (verdict.predictions ?? null) : null,
      ...(isAccepted && verdict.crop !== undefined ? { crop: verdict.crop } : {}),
    };
    const take = (facts: ReportFrame): ReportPicture | null => this.#taker.take(facts, frame);
    this.record.offerPicture(at, this.#frameOf(result as FrameResult), take);
  }
}

const NOTHING = { findings: [], areFractions: false };
const PAUSE = "slicing";
const GAP = "gap of the camera";
const PAUSES = {
  spoolFull: "slicing paused: the spool is full",
  diskLow: "slicing paused: the disk is low on free space",
} as const;
const MAX_WARNINGS = 20;
