/**
 * Says how many requests may be in flight at once. It hears of every request when it starts and when
 * it ends, and has no timer of its own: whoever tells it of an end looks at `limit` again.
 *
 * Times are monotonic milliseconds, and never go back from one call to the next.
 */
export interface Limiter {
  /** Requests in flight at once, at most, now; a whole number of at least 1. */
  readonly limit: number;
  /** The limit without the short trials of other ones: what to show a person. */
  readonly settledLimit: number;
  /** A request is sent. */
  requestStarted(nowMs: number): void;
  /**
   * A request that was told of has ended.
   *
   * @returns where `settledLimit` went and why, if this moved it.
   */
  requestEnded(startedMs: number, nowMs: number, outcome: RequestOutcome): LimitMove | null;
}

/**
 * What a request came to, as far as it says something about load. `accepted`, `refused`: a whole
 * answer, so the work was done. `overloaded`, `late` (past its deadline): less, please. `broken`: no
 * use, and no hint either.
 */
export type RequestOutcome = "accepted" | "refused" | "overloaded" | "late" | "broken";

/** The limit has settled on another number. */
export interface LimitMove {
  readonly limit: number;
  /** In words, such as "as fast with fewer in flight". */
  readonly reason: string;
}
