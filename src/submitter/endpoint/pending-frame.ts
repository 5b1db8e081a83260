import type { Frame } from "../../core/frame/frame.ts";
import type { Permit } from "./circuit-breaker.ts";

/** A frame that has no outcome yet, with what has happened to it: the request that goes down the send path. */
export class PendingFrame {
  readonly frame: Frame;
  /** Permit that the load balancer got for its next attempt; `null` where the endpoint gets one in the slot. */
  permit: Permit | null = null;
  /** Attempts that ended and counted. */
  attempts = 0;
  /** Times that it was sent, whether they counted or not. */
  sendCount = 0;
  /** Times that it was sent, failed, and no outage excuses that: pauses grow with them. */
  setbacks = 0;
  /** Number of the service that it failed at last. */
  failedAt: number | null = null;
  /** Number of the service that rejected it first. */
  rejectedBy: number | null = null;
  /** True if it has failed at more than one service. */
  hasMoved = false;
  #isSuspect = false;
  #successCount: number | null = null;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /**
   * True if it met what looks like an outage, then others were answered, and then it met that again:
   * it may well be the cause.
   */
  get isSuspect(): boolean {
    return this.#isSuspect;
  }

  /** It failed at the service of this number. */
  failed(at: number, isRejected: boolean): void {
    this.hasMoved ||= this.failedAt !== null && this.failedAt !== at;
    this.failedAt = at;
    if (isRejected) this.rejectedBy ??= at;
  }

  /** It met a sign of an outage, after the services had given `successCount` good answers in all. */
  metOutage(successCount: number): void {
    this.#isSuspect ||= this.#successCount !== null && successCount > this.#successCount;
    this.#successCount = successCount;
  }
}
