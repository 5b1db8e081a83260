import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { Verdict } from "../core/verdict.ts";
import { backoffMs } from "./backoff.ts";
import type { FrameSender } from "./frame-sender.ts";
import { Slots } from "./limit/slots.ts";
import type { StopSignals, Submitter } from "./submitter.ts";

export interface HttpSubmitterOptions {
  /** Requests in flight at once, at most. */
  readonly concurrency: number;
  /** How often a failed request is tried again. */
  readonly retries: number;
}

/** Carries each frame through as many attempts as it needs and may have. */
export class HttpSubmitter implements Submitter {
  readonly #sender: FrameSender;
  readonly #options: HttpSubmitterOptions;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(
    sender: FrameSender,
    options: HttpSubmitterOptions,
    clock: Clock,
    random: () => number,
  ) {
    this.#sender = sender;
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
  }

  async submit(
    frames: AsyncIterable<Frame>,
    settle: (frame: Frame, result: FrameResult) => Promise<void>,
    emit: EventListener,
    signals: StopSignals,
  ): Promise<void> {
    const slots = new Slots(this.#options.concurrency);
    const feeding = this.#feed(frames, slots, async (frame) => {
      const result = await this.#carry(frame, emit, signals);
      if (result !== null) await settle(frame, result);
    });
    await Promise.race([feeding, slots.failed]);
    await slots.idle();
  }

  async #feed(
    frames: AsyncIterable<Frame>,
    slots: Slots,
    carry: (frame: Frame) => Promise<void>,
  ): Promise<void> {
    for await (const frame of frames) await slots.begin(() => carry(frame));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]();
  }

  /** The final word on a frame; `null` if the run ended before there was one. */
  async #carry(
    frame: Frame,
    emit: EventListener,
    signals: StopSignals,
  ): Promise<FrameResult | null> {
    for (let attempt = 1; !signals.drain.aborted; attempt += 1) {
      emit({ type: "requestStarted", frame, attempt });
      const startedMs = this.#clock.nowMs();
      const verdict = await this.#sender.send(frame, signals.abort);
      const latencyMs = Math.round((this.#clock.nowMs() - startedMs) * 100) / 100;
      const isBrokenOff = verdict.kind !== "accepted" && signals.abort.aborted;
      const retryInMs = isBrokenOff ? null : this.#pauseBeforeRetry(verdict, attempt);
      emit({
        type: "requestEnded",
        frame,
        attempt,
        verdict: isBrokenOff ? null : verdict,
        latencyMs,
        retryInMs,
      });
      if (isBrokenOff) return null;
      if (retryInMs === null) return finalWord(frame, verdict, attempt, latencyMs);
      await this.#clock.sleep(retryInMs, signals.drain).catch(() => {});
    }
    return null;
  }

  #pauseBeforeRetry(verdict: Verdict, attempt: number): number | null {
    if (verdict.kind !== "overloaded" && verdict.kind !== "broken") return null;
    if (attempt > this.#options.retries) return null;
    const askedMs = verdict.kind === "overloaded" ? (verdict.waitMs ?? 0) : 0;
    return Math.max(askedMs, backoffMs(attempt, this.#random()));
  }
}

function finalWord(
  frame: Frame,
  verdict: Verdict,
  attempts: number,
  latencyMs: number,
): FrameResult {
  const isDelivered = verdict.kind === "accepted";
  const outcome = verdict.kind === "superseded" ? "skipped" : "failed";
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    outcome: isDelivered ? "delivered" : outcome,
    status: verdict.status,
    attempts,
    latencyMs: verdict.status === null ? null : latencyMs,
    response: verdict.response,
    reason: isDelivered ? null : verdict.reason,
  };
}
