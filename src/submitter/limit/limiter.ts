import type { EndedRequest } from "./window-meter.ts";

/**
 * Limits the requests in flight at once. Every request is reported to it when it starts and when it
 * ends. It has no timer of its own: after each end, `limit` is to be read again.
 *
 * Times are monotonic milliseconds, and never go back from one call to the next.
 */
export interface Limiter {
  /** Requests in flight at once, at most, now; a whole number of at least 1. */
  readonly limit: number;
  /** The limit without the short trials of other ones: what to show a person. */
  readonly settledLimit: number;
  /** Reason for its first limit, in words; `null` where the user has set it. */
  readonly firstReason: string | null;
  /** A request is sent. */
  requestStarted(nowMs: number): void;
  /**
   * A request that has started has ended.
   *
   * @returns where `settledLimit` went and why, if this moved it.
   */
  requestEnded(request: EndedRequest): LimitMove | null;
  /** A request that has started has ended, and says nothing of the service. */
  requestLost(nowMs: number): void;
  /** Something else than load keeps the service from its work: what is being measured is worth nothing. */
  startAfresh(): void;
}

/** The limit has settled on another number. */
export interface LimitMove {
  readonly limit: number;
  /** In words, such as "as fast with fewer in flight". */
  readonly reason: string;
}
