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
import { healthOf } from "./outage-signs.ts";
import type { SendResult } from "../send-result.ts";

/**
 * Finds a service where most frames fail, though it answers, so that there is no outage. Others may do
 * better: it then gets one frame now and again, as a trial, until one succeeds.
 */
export class OutlierDetector {
  readonly #clock: Clock;
  readonly #random: () => number;
  #breaker: BreakerState = CLOSED;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  get isHealthy(): boolean {
    return this.#breaker.state === "closed";
  }

  /** Time until a trial is due, in milliseconds; `null` if none will be. */
  get trialInMs(): number | null {
    if (this.#breaker.state !== "open") return null;
    return Math.max(0, this.#breaker.probeAtMs - this.#clock.nowMs());
  }

  /** A frame goes there, as its trial if one is due. */
  startTrial(): void {
    if (this.#breaker.state === "open" && this.trialInMs === 0)
      this.#breaker = onProbeStart(this.#breaker);
  }

  /** Takes note of the result of a frame there. */
  note(result: SendResult): void {
    const breaker = this.#breaker;
    const { kind } = result.verdict;
    if (kind === "accepted") this.#breaker = onSuccess(breaker);
    else if (breaker.state !== "open") this.#breaker = this.#afterFailure(breaker, result);
  }

  #afterFailure(breaker: ClosedBreaker | HalfOpenBreaker, result: SendResult): BreakerState {
    const nowMs = this.#clock.nowMs();
    const hasAnswered = healthOf(result) === "healthy" && result.verdict.kind !== "fileChanged";
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
