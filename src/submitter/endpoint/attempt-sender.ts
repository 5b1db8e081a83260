import { rounded } from "../../core/figure.ts";
import type { Clock } from "../../core/clock.ts";
import type { EventListener } from "../../core/events.ts";
import type { PendingFrame } from "../pending-frame.ts";
import { backoffMs } from "./backoff.ts";
import { beforeFirstAnswer } from "./first-answer.ts";
import { hasNoRoom, healthOf } from "./health.ts";
import { type RetryDecision, decideRetry } from "./retry-decision.ts";
import { isInDoubt } from "../shared-verdict.ts";
import { isUnsent, type RequestMeter, type Sender, type SendResult } from "../send-result.ts";
import type { Permit, CircuitBreaker } from "./circuit-breaker.ts";
import type { StopSignals } from "../submitter.ts";

export interface AttemptSenderOptions {
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Number of the service among those that frames may go to. */
  readonly number: number;
  readonly sender: Sender;
  readonly gate: CircuitBreaker;
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
  isOtherWell(number: number): boolean;
  /** Good answers so far, of all services. */
  wellCount(): number;
  /** Whether a frame waits for a slot at whichever service has one first. */
  isFrameWaiting(): boolean;
}

/** What became of an attempt. */
export interface Attempt {
  readonly step: RetryDecision;
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
  async attempt(carried: PendingFrame, pass: Permit): Promise<Attempt | null> {
    const { service, sender, meter, clock, emit, signals } = this.#options;
    const { frame } = carried;
    const attempt = carried.attempts + 1;
    emit({ type: "requestStarted", service, frame, attempt });
    const givenMs = meter?.requestStarted() ?? clock.nowMs();
    const sending = this.#asOf(await sender.send(frame, signals.abort));
    const { verdict, startedMs = givenMs } = sending;
    const latencyMs = rounded(clock.nowMs() - startedMs);
    if (verdict.kind !== "accepted" && signals.abort.aborted) {
      const end = { verdict: null, latencyMs, retryInMs: null };
      emit({ type: "requestEnded", service, frame, attempt, ...end });
      return null;
    }
    this.#noteService(carried, sending, { pass, startedMs });
    meter?.requestEnded(givenMs, sending);
    const step = this.#stepAfter(carried, sending);
    const pauseMs = step === "settle" || step === "move" ? 0 : this.#pauseMs(carried);
    const retryInMs = step === "settle" ? null : pauseMs;
    const unsent = isUnsent(sending) ? ({ isUnsent: true } as const) : {};
    const end = { verdict, latencyMs, retryInMs, ...unsent };
    emit({ type: "requestEnded", service, frame, attempt, ...end });
    return { step, sending, latencyMs, pauseMs };
  }

  #asOf(sending: SendResult): SendResult {
    this.#hasAnswered ||= sending.fault === null;
    return this.#hasAnswered ? sending : beforeFirstAnswer(sending);
  }

  #noteService(
    carried: PendingFrame,
    sending: SendResult,
    { pass, startedMs }: { readonly pass: Permit; readonly startedMs: number },
  ): void {
    const { service, gate, surroundings } = this.#options;
    const { verdict, fault, company } = sending;
    const health = healthOf(sending);
    const reason = verdict.kind === "accepted" ? "" : verdict.reason;
    if (health === "ill") carried.metOutage(surroundings.wellCount());
    if (verdict.kind === "overloaded" && verdict.waitMs !== null) gate.hold(verdict.waitMs);
    // Frames that shared a request bring one sign of the service, and not as many as they are.
    const isTelling = !carried.isSuspect && (company?.place ?? 0) === 0;
    const signs = { isUnreachable: fault === "unreachable", isTurnedAway: hasNoRoom(sending) };
    gate.note(pass, { health, reason, startedMs, isTelling, ...signs });
    if (fault === "misdirected" && !this.#hasAnswered) gate.abandon(reason);
    if (fault === "malformed") this.#warnOnce("malformed", `${service} answers, but ${reason}`);
    if (fault === "starved") this.#warnOnce("starved", `frames wait, for ${reason}`);
    if (verdict.kind === "overloaded" && verdict.oddWait !== undefined)
      this.#warnOnce("wait", oddWaitWarning(verdict.oddWait, verdict.waitMs));
  }

  #stepAfter(carried: PendingFrame, sending: SendResult): RetryDecision {
    const { gate, retries, surroundings } = this.#options;
    const isOutage = gate.isOutage && healthOf(sending) === "ill";
    const isNoService = sending.fault === "unreachable" || sending.fault === "misdirected";
    const isExcused = isNoService || (isOutage && !surroundings.isLastFrame());
    const attempts = carried.attempts + 1;
    const mayMove = this.#noteFailure(carried, sending);
    const step = decideRetry(sending, { attempts, retries, isExcused, mayMove });
    carried.sendings += 1;
    const isFree = step === "repeat" || isExcused || sending.fault === "starved";
    if (step === "settle" || !isFree) carried.attempts = attempts;
    if (!isExcused) carried.setbacks += 1;
    return step;
  }

  /** A frame is tried at another service before it counts as failed, and one that was refused is, too. */
  #noteFailure(carried: PendingFrame, sending: SendResult): boolean {
    const { number, surroundings } = this.#options;
    const { kind } = sending.verdict;
    if (kind === "accepted" || healthOf(sending) === "unknown" || isInDoubt(sending)) return false;
    const isRefused = kind === "refused";
    const wasRefused = carried.refusedBy !== null;
    carried.failed(number, isRefused);
    return !(isRefused ? wasRefused : carried.hasMoved) && surroundings.isOtherWell(number);
  }

  /** A pause that the service asks for is of no concern to a frame that another one can take. */
  #pauseMs({ setbacks }: PendingFrame): number {
    const { gate, number, random, surroundings } = this.#options;
    const holdMs = surroundings.isOtherWell(number) ? 0 : gate.holdLeftMs;
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
