/** Chooses which frames are shown: so many a second at most, and failed ones first. */
export class SamplePace {
  readonly #perSecond: () => number;
  #tokens = MAX_AT_ONCE;
  #filledAtMs: number;

  /** @param perSecond how many frames a second are wanted now, at most `MAX_AT_ONCE`. */
  constructor(perSecond: () => number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#filledAtMs = nowMs;
  }

  /** True if this frame may be taken; then it counts. @param nowMs monotonic time. */
  take(isFailed: boolean, nowMs: number): boolean {
    const gained = ((nowMs - this.#filledAtMs) / 1000) * this.#perSecond();
    this.#tokens = Math.min(MAX_AT_ONCE, this.#tokens + gained);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1 + (isFailed ? 0 : KEPT_FOR_FAILURES)) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** As many at once as a page begins with. */
const MAX_AT_ONCE = 8;
const KEPT_FOR_FAILURES = 2;
