import type { FailureWithdrawn, RequestStarted } from "../core/events/frame-events.ts";
import type { RunEvent } from "../core/events/run-event.ts";
import type { SlicePaused } from "../core/events/slice-events.ts";
import type { FrameResult, Outcome } from "../core/frame/frame-result.ts";
import { addLeftOut, type LeftOutCounts, totalLeftOut } from "../core/selection-rule.ts";
import type { Latencies, RequestLimit } from "../core/summary.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { GapStats } from "./gap-stats.ts";
import { RecordingStats } from "./recording-stats.ts";
import { FailureGroups } from "./failure-groups.ts";
import { LatencyRecord, ServiceStats } from "./service-stats.ts";

/** Counts of a run, collected from its events; memory is constant. */
export class RunStats {
  readonly outcomes: Record<Outcome, number> = { delivered: 0, failed: 0, skipped: 0, dropped: 0 };
  landed = 0;
  /** Frames that rules have left out; part of the skipped ones. */
  skippedBy: LeftOutCounts = {};
  /** Those of them that ffmpeg has left out, so that there is no image of them. */
  leftOutBySlicer = 0;
  sliced = 0;
  inFlight = 0;
  retries = 0;
  /** True if any request was answered, in any way; `null` until one was sent. */
  isAnswered: boolean | null = null;
  /** Expected total number of frames; `null` until the video is open, or if unknown. */
  expectedFrames: number | null = null;
  /** True if the frames come from a video that we slice. */
  hasSlicer = false;
  isSlicing = false;
  /** Current pause of slicing; `null` while it runs. */
  pause: SlicePaused | null = null;
  /** Services that a limit of requests keeps from getting any for now, with the reason. */
  readonly sendingPauses: Map<string, string> = new Map();
  /** Number of pauses of slicing. */
  pauses = 0;
  /** Files that no file system event had announced. */
  missedEvents = 0;
  /** Motions that have begun in the frames. */
  motions = 0;
  /** Attempts without a delivery. */
  failedAttempts = 0;
  /** Reason of the latest failed attempt. */
  lastFailure: string | null = null;
  readonly failures: FailureGroups = new FailureGroups();
  /** Gaps in the frames of a camera. */
  readonly gaps: GapStats = new GapStats();
  /** Files that are recorded of a camera, beside its frames. */
  readonly recording: RecordingStats = new RecordingStats();
  readonly #services = new Map<string, ServiceStats>();
  readonly #latencies = new LatencyRecord();
  readonly #captures = new LatencyRecord();

  /** Frames that have landed and have no outcome. */
  get backlog(): number {
    const { delivered, failed, skipped, dropped } = this.outcomes;
    return this.landed - delivered - failed - skipped - dropped;
  }

  /** Latencies of the delivered frames so far. */
  get latencyMs(): Latencies {
    return this.#latencies.percentiles;
  }

  /** Times from the arrival of a frame of a camera to its answer, so far. */
  get captureToAnswerMs(): Latencies {
    return this.#captures.percentiles;
  }

  /** Current limit of the only service; `null` with several, and before anything is sent. */
  get limit(): RequestLimit | null {
    const [only, ...others] = this.#services.values();
    return others.length === 0 ? (only?.limit ?? null) : null;
  }

  /** True if the only service is considered away; `false` with several, which have their own state. */
  get isAway(): boolean {
    const [only, ...others] = this.#services.values();
    return others.length === 0 && only?.isAway === true;
  }

  /** Counts of one service, by its address without secrets. */
  of(service: string): ServiceStats {
    const known = this.#services.get(service);
    if (known !== undefined) return known;
    const stats = new ServiceStats(service);
    this.#services.set(service, stats);
    return stats;
  }

  listen(event: RunEvent): void {
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
      case "framesLeftOut":
        this.#leaveOut(event.counts);
        break;
      case "sendingPaused":
        this.sendingPauses.set(event.service, event.reason);
        break;
      case "sendingResumed":
        this.sendingPauses.delete(event.service);
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
        this.#start(event);
        break;
      case "requestEnded":
        this.inFlight -= 1;
        this.of(event.service).requestEnded(event.verdict);
        if (event.verdict !== null) this.#recordVerdict(event.verdict, event.isUnsent === true);
        break;
      case "limitChanged":
        this.of(event.service).limit = { inFlight: event.limit, reason: event.reason };
        break;
      case "frameSettled":
        this.#finish(event.result);
        break;
      case "failureWithdrawn":
        this.#withdraw(event);
        break;
      case "serviceLost":
        this.lastFailure = event.reason;
        this.of(event.service).isAway = true;
        break;
      case "serviceRecovered":
        this.of(event.service).isAway = false;
        break;
      case "sourceLost":
      case "sourceRecovered":
        this.gaps.listen(event);
        break;
      case "segmentRecorded":
      case "recordingPaused":
      case "recordingResumed":
        this.recording.listen(event);
        break;
      case "motionStarted":
        this.motions += 1;
        break;
      case "motionEnded":
      case "dashboardStarted":
      case "monitoringStarted":
      case "sendingStopped":
      case "serviceFound":
      case "warningRaised":
        break;
    }
  }

  /** Frames without an image land and have their outcome at once. */
  #leaveOut(counts: LeftOutCounts): void {
    const count = totalLeftOut(counts);
    this.landed += count;
    this.outcomes.skipped += count;
    this.leftOutBySlicer += count;
    this.skippedBy = addLeftOut(this.skippedBy, counts);
  }

  #start({ service, attempt }: RequestStarted): void {
    const stats = this.of(service);
    this.inFlight += 1;
    stats.inFlight += 1;
    stats.requests += 1;
    if (attempt > 1) this.retries += 1;
  }

  #recordVerdict(verdict: Verdict, isUnsent: boolean): void {
    if (verdict.kind !== "accepted") {
      this.failedAttempts += 1;
      this.lastFailure = verdict.reason;
    }
    if (verdict.status !== null || hasPartialAnswer(verdict)) this.isAnswered = true;
    else if (!isUnsent) this.isAnswered ??= false;
  }

  #finish(result: FrameResult): void {
    const { outcome, service, latencyMs, captureToAnswerMs, reason, frame, rule } = result;
    this.outcomes[outcome] += 1;
    if (rule !== undefined) this.skippedBy = addLeftOut(this.skippedBy, { [rule]: 1 });
    if (outcome === "delivered") this.#latencies.add(latencyMs ?? 0);
    if (captureToAnswerMs !== undefined) this.#captures.add(captureToAnswerMs);
    if (outcome === "failed") this.failures.add(reason ?? "", frame);
    if (service !== null) this.of(service).finish(result);
  }

  /** The failed version has landed all the same and was replaced: it counts as skipped. */
  #withdraw({ service, reason, frame }: FailureWithdrawn): void {
    this.outcomes.failed -= 1;
    this.outcomes.skipped += 1;
    this.failures.remove(reason ?? "", frame);
    if (service !== null) this.of(service).failed -= 1;
  }
}

function hasPartialAnswer(verdict: Verdict): boolean {
  return verdict.kind !== "accepted" && verdict.isAnswered === true;
}
