import type { Limiter, LimitMove, RequestOutcome } from "./limiter.ts";
import { firstState, limitOf, type LimitState, settledLimitOf } from "./limit-state.ts";
import { nextLimit } from "./next-limit.ts";
import { WindowMeter } from "./window-meter.ts";

/**
 * Finds the fewest requests in flight that keep the service busy, and follows it when it changes.
 *
 * It measures window by window and lets `nextLimit` decide.
 */
export class AdaptiveLimit implements Limiter {
  #state: LimitState;
  #meter: WindowMeter | null = null;
  #inFlight = 0;

  /** @param max the limit never goes beyond; a whole number of at least 1. */
  constructor(max: number) {
    this.#state = firstState(max);
  }

  get limit(): number {
    return limitOf(this.#state);
  }

  get settledLimit(): number {
    return settledLimitOf(this.#state);
  }

  requestStarted(nowMs: number): void {
    this.#meter ??= new WindowMeter(nowMs, this.limit, "settle first");
    this.#meter.pass(nowMs, this.#inFlight);
    this.#meter.start(nowMs);
    this.#inFlight += 1;
  }

  requestEnded(startedMs: number, nowMs: number, outcome: RequestOutcome): LimitMove | null {
    this.#meter?.pass(nowMs, this.#inFlight);
    this.#inFlight -= 1;
    const window = this.#meter?.end(startedMs, nowMs, outcome) ?? null;
    if (window === null) return null;
    const limitBefore = this.limit;
    const { state, move } = nextLimit(this.#state, window);
    this.#state = state;
    const isSameLimit = this.limit === limitBefore;
    this.#meter = new WindowMeter(nowMs, this.limit, isSameLimit ? "go on" : "settle first");
    return move;
  }
}
