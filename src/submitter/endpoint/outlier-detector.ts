import type { Clock } from "../../core/concurrency/clock.ts";
import {
  onFailure,
  onProbeInconclusive,
  onProbeStart,
  onSuccess,
  type BreakerState,
  CLOSED,
  type ClosedBreaker,
  type HalfOpenBreaker,
} from "./breaker-state.ts";
import { healthOf } from "./health.ts";
import type { SendResult } from "../send-result.ts";

/**
 * How a service does with what it is given. One where most frames fail is no outage, for it answers; but
 * others may do better, and then it is given one frame now and again, until one succeeds.
 */
export class OutlierDetector {
  readonly #clock: Clock;
  readonly #random: () => number;
  #breaker: BreakerState = CLOSED;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  get isGood(): boolean {
    return this.#breaker.state === "closed";
  }

  /** Until it is to be given a frame to see how it does, in milliseconds; `null` if none is due. */
  get trialInMs(): number | null {
    if (this.#breaker.state !== "open") return null;
    return Math.max(0, this.#breaker.probeAtMs - this.#clock.nowMs());
  }

  /** It is given a frame. */
  noteGiven(): void {
    if (this.#breaker.state === "open" && this.trialInMs === 0)
      this.#breaker = onProbeStart(this.#breaker);
  }

  /** Takes note of what a frame came to there. */
  note(sending: SendResult): void {
    const breaker = this.#breaker;
    const { kind } = sending.verdict;
    if (kind === "accepted") this.#breaker = onSuccess(breaker);
    else if (breaker.state !== "open") this.#breaker = this.#afterFailure(breaker, sending);
  }

  #afterFailure(breaker: ClosedBreaker | HalfOpenBreaker, sending: SendResult): BreakerState {
    const nowMs = this.#clock.nowMs();
    const hasAnswered = healthOf(sending) === "healthy" && sending.verdict.kind !== "fileChanged";
    if (hasAnswered)
      return onFailure(breaker, {
        consecutiveFailures: FAILURES_IN_ROW,
        nowMs,
        random: this.#random(),
      });
    return breaker.state === "half-open" ? onProbeInconclusive(breaker, nowMs) : breaker;
  }
}

/** More than there are bad frames in a row, mostly. */
const FAILURES_IN_ROW = 10;
