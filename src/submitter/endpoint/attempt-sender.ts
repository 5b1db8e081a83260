import { toThousandths } from "../../core/text/format-number.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { PendingFrame } from "../pending-frame.ts";
import { backoffMs } from "./backoff.ts";
import { beforeFirstAnswer } from "./first-answer.ts";
import { hasNoRoom, healthOf } from "./health.ts";
import { type RetryDecision, decideRetry } from "./retry-decision.ts";
import { meaningOf } from "../faults.ts";
import { isInDoubt } from "../shared-verdict.ts";
import { wasNotSent, type RequestMeter, type Sender, type SendResult } from "../send-result.ts";
import type { Permit, CircuitBreaker } from "./circuit-breaker.ts";
import type { StopSignals } from "../submitter.ts";

export interface AttemptSenderOptions {
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Number of the service among those that frames may go to. */
  readonly number: number;
  readonly sender: Sender;
  readonly breaker: CircuitBreaker;
  /** Is told of each request; `null` where the sender tells it, for frames share them. */
  readonly meter: RequestMeter | null;
  /** Further attempts that a frame may have after its first. */
  readonly retries: number;
  readonly clock: Clock;
  /** Gives numbers from 0 up to, and without, 1. */
  readonly random: () => number;
  readonly emit: EventListener;
  readonly signals: StopSignals;
  readonly surroundings: Surroundings;
}

/** What there is besides one service. */
export interface Surroundings {
  /** Whether one frame is left, so that no other can tell an outage from a frame that causes what looks like one. */
  isLastFrame(): boolean;
  /** Whether a service besides the one of this number is well. */
  isOtherHealthy(number: number): boolean;
  /** Good answers so far, of all services. */
  successCount(): number;
  /** Whether a frame waits for a slot at whichever service has one first. */
  isFrameWaiting(): boolean;
}

/** What became of an attempt. */
export interface Attempt {
  readonly decision: RetryDecision;
  readonly sending: SendResult;
  readonly latencyMs: number;
  /** Pause before the frame is sent again, in milliseconds; 0 if it is not, or goes elsewhere at once. */
  readonly pauseMs: number;
}

/** Makes one attempt, and judges what it says of the frame and of the service. */
export class AttemptSender {
  readonly #options: AttemptSenderOptions;
  readonly #told = new Set<string>();
  /** Whether a whole answer has come from the service. */
  #hasAnswered = false;

  constructor(options: AttemptSenderOptions) {
    this.#options = options;
  }

  /** Sends a frame that has its pass; `null` if the program broke that off. */
  async attempt(pending: PendingFrame, pass: Permit): Promise<Attempt | null> {
    const { service, sender, meter, clock, emit, signals } = this.#options;
    const { frame } = pending;
    const attempt = pending.attempts + 1;
    emit({ type: "requestStarted", service, frame, attempt });
    const givenMs = meter?.requestStarted() ?? clock.nowMs();
    const sending = this.#asOf(await sender.send(frame, signals.abort));
    const { verdict, startedMs = givenMs } = sending;
    const latencyMs = toThousandths(clock.nowMs() - startedMs);
    if (verdict.kind !== "accepted" && signals.abort.aborted) {
      const end = { verdict: null, latencyMs, retryInMs: null };
      emit({ type: "requestEnded", service, frame, attempt, ...end });
      return null;
    }
    this.#noteService(pending, sending, { pass, startedMs });
    meter?.requestEnded(givenMs, sending);
    const decision = this.#decideAfter(pending, sending);
    const pauseMs = decision === "finish" || decision === "failover" ? 0 : this.#pauseMs(pending);
    const retryInMs = decision === "finish" ? null : pauseMs;
    const unsent = wasNotSent(sending) ? ({ isUnsent: true } as const) : {};
    const end = { verdict, latencyMs, retryInMs, ...unsent };
    emit({ type: "requestEnded", service, frame, attempt, ...end });
    return { decision, sending, latencyMs, pauseMs };
  }

  #asOf(sending: SendResult): SendResult {
    this.#hasAnswered ||= sending.fault === null;
    return this.#hasAnswered ? sending : beforeFirstAnswer(sending);
  }

  #noteService(
    pending: PendingFrame,
    sending: SendResult,
    { pass, startedMs }: { readonly pass: Permit; readonly startedMs: number },
  ): void {
    const { service, breaker, surroundings } = this.#options;
    const { verdict, fault, batchPosition } = sending;
    const health = healthOf(sending);
    const reason = verdict.kind === "accepted" ? "" : verdict.reason;
    if (health === "unhealthy") pending.metOutage(surroundings.successCount());
    if (verdict.kind === "unavailable" && verdict.waitMs !== null) breaker.hold(verdict.waitMs);
    // Frames that shared a request bring one sign of the service, and not as many as they are.
    const isTelling = !pending.isSuspect && (batchPosition?.place ?? 0) === 0;
    const signs = { isUnreachable: fault === "unreachable", isTurnedAway: hasNoRoom(sending) };
    breaker.observe(pass, { health, reason, startedMs, isTelling, ...signs });
    if (fault === "wrongProtocol" && !this.#hasAnswered) breaker.abandon(reason);
    const { warning } = meaningOf(fault);
    if (fault !== null && warning !== undefined) this.#warnOnce(fault, warning(service, reason));
    if (verdict.kind === "unavailable" && verdict.oddWait !== undefined)
      this.#warnOnce("wait", oddWaitWarning(verdict.oddWait, verdict.waitMs));
  }

  #decideAfter(pending: PendingFrame, sending: SendResult): RetryDecision {
    const { breaker, retries, surroundings } = this.#options;
    const isOutage = breaker.isOutage && healthOf(sending) === "unhealthy";
    const { isNoService = false, isShortage = false } = meaningOf(sending.fault);
    const isExcused = isNoService || (isOutage && !surroundings.isLastFrame());
    const attempts = pending.attempts + 1;
    const mayMove = this.#noteFailure(pending, sending);
    const decision = decideRetry(sending, { attempts, retries, isExcused, mayMove });
    pending.sendings += 1;
    const isFree = decision === "retryUncounted" || isExcused || isShortage;
    if (decision === "finish" || !isFree) pending.attempts = attempts;
    if (!isExcused) pending.setbacks += 1;
    return decision;
  }

  /** A frame is tried at another service before it counts as failed, and one that was refused is, too. */
  #noteFailure(pending: PendingFrame, sending: SendResult): boolean {
    const { number, surroundings } = this.#options;
    const { kind } = sending.verdict;
    if (kind === "accepted" || healthOf(sending) === "unknown" || isInDoubt(sending)) return false;
    const isRejected = kind === "rejected";
    const wasRefused = pending.refusedBy !== null;
    pending.failed(number, isRejected);
    return !(isRejected ? wasRefused : pending.hasMoved) && surroundings.isOtherHealthy(number);
  }

  /** A pause that the service asks for is of no concern to a frame that another one can take. */
  #pauseMs({ setbacks }: PendingFrame): number {
    const { breaker, number, random, surroundings } = this.#options;
    const holdMs = surroundings.isOtherHealthy(number) ? 0 : breaker.holdLeftMs;
    return Math.max(holdMs, backoffMs(Math.max(1, setbacks), random()));
  }

  #warnOnce(topic: string, message: string): void {
    if (this.#told.has(topic)) return;
    this.#told.add(topic);
    this.#options.emit({ type: "warningRaised", message });
  }
}

function oddWaitWarning(asked: string, keptMs: number | null): string {
  const kept = keptMs === null ? "which is ignored" : `of which ${keptMs / 1000} s are kept`;
  return `the service asks for a pause of "${asked}" (Retry-After), ${kept}`;
}
