import type { Limiter, LimitMove } from "./limiter.ts";
import { firstState, limitOf, type LimitState, settledLimitOf } from "./limit-state.ts";
import { nextLimit } from "./next-limit.ts";
import { requestsForError } from "./noise.ts";
import { type EndedRequest, WindowMeter } from "./window-meter.ts";

/**
 * Finds the fewest requests in flight that keep the service busy, and follows it when it changes.
 *
 * It measures window by window and lets `nextLimit` decide.
 */
export class AdaptiveLimit implements Limiter {
  readonly firstReason: string;
  #state: LimitState;
  #meter: WindowMeter | null = null;
  #inFlight = 0;

  /**
   * @param max the limit never goes beyond; a whole number of at least 1.
   * @param remembered what suited this service in an earlier run. @default null
   */
  constructor(max: number, remembered: number | null = null) {
    this.#state = firstState(max, remembered);
    this.firstReason = remembered === null ? "to begin with" : "as in the last run";
  }

  get limit(): number {
    return limitOf(this.#state);
  }

  get settledLimit(): number {
    return settledLimitOf(this.#state);
  }

  requestStarted(nowMs: number): void {
    this.#meter ??= this.#newMeter(nowMs, false);
    this.#meter.advance(nowMs, this.#inFlight);
    this.#meter.start(nowMs);
    this.#inFlight += 1;
  }

  requestEnded(request: EndedRequest): LimitMove | null {
    this.requestLost(request.endedMs);
    const window = this.#meter?.end(request) ?? null;
    if (window === null) return null;
    const limitBefore = this.limit;
    const { state, move } = nextLimit(this.#state, window);
    this.#state = state;
    this.#meter = this.#newMeter(request.endedMs, this.limit === limitBefore);
    return move;
  }

  requestLost(nowMs: number): void {
    this.#meter?.advance(nowMs, this.#inFlight);
    this.#inFlight -= 1;
  }

  startAfresh(): void {
    this.#meter = null;
  }

  #newMeter(nowMs: number, isSettled: boolean): WindowMeter {
    const { noise, isClimbing, isFirstClimb } = this.#state;
    const error = isClimbing ? WANTED_ERROR_OF_CLIMB : WANTED_ERROR;
    const minRequests = requestsForError(noise, error);
    return new WindowMeter(nowMs, {
      ...{ limit: this.limit, minRequests, isSettled, isRough: isFirstClimb },
    });
  }
}

/** Standard error of the rate of a window, as a share of it. */
const WANTED_ERROR = 0.1;
/** Twice as much is soon distinguished from the same. */
const WANTED_ERROR_OF_CLIMB = 0.25;
