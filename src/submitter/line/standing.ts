import type { Clock } from "../../core/clock.ts";
import {
  afterIll,
  afterLostProbe,
  afterProbeStart,
  afterWell,
  type Breaker,
  CLOSED,
  type ClosedBreaker,
  type ProbingBreaker,
} from "../policy/breaker.ts";
import { healthOf } from "../policy/health.ts";
import type { Sending } from "../senders/sending.ts";

/**
 * How a service does with what it is given. One where most frames fail is no outage, for it answers; but
 * others may do better, and then it is given one frame now and again, until one succeeds.
 */
export class Standing {
  readonly #clock: Clock;
  readonly #random: () => number;
  #breaker: Breaker = CLOSED;

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
      this.#breaker = afterProbeStart(this.#breaker);
  }

  /** Takes note of what a frame came to there. */
  note(sending: Sending): void {
    const breaker = this.#breaker;
    const { kind } = sending.verdict;
    if (kind === "accepted") this.#breaker = afterWell(breaker);
    else if (breaker.state !== "open") this.#breaker = this.#afterFailure(breaker, sending);
  }

  #afterFailure(breaker: ClosedBreaker | ProbingBreaker, sending: Sending): Breaker {
    const nowMs = this.#clock.nowMs();
    const hasAnswered = healthOf(sending) === "well" && sending.verdict.kind !== "superseded";
    if (hasAnswered)
      return afterIll(breaker, { illInRow: FAILURES_IN_ROW, nowMs, random: this.#random() });
    return breaker.state === "probing" ? afterLostProbe(breaker, nowMs) : breaker;
  }
}

/** More than there are bad frames in a row, mostly. */
const FAILURES_IN_ROW = 10;
