import type { Frame } from "../core/frame/frame.ts";

/** A frame on its way to its final word. */
export class PendingFrame {
  readonly frame: Frame;
  /** Attempts that ended and counted. */
  attempts = 0;
  /** Sendings that ended, whether they counted or not. */
  sendings = 0;
  /** Sendings that failed and that no outage excuses: pauses grow with them. */
  setbacks = 0;
  /** Number of the service that it failed at last. */
  failedAt: number | null = null;
  /** Number of the service that refused it first. */
  refusedBy: number | null = null;
  /** Whether it has failed at more than one service. */
  hasMoved = false;
  #isSuspect = false;
  #wellCount: number | null = null;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /**
   * Whether it met what looks like an outage, then others were answered, and then it met that again:
   * it may well be the cause.
   */
  get isSuspect(): boolean {
    return this.#isSuspect;
  }

  /** It failed at the service of this number. */
  failed(at: number, isRejected: boolean): void {
    this.hasMoved ||= this.failedAt !== null && this.failedAt !== at;
    this.failedAt = at;
    if (isRejected) this.refusedBy ??= at;
  }

  /** It met a sign of an outage, after the services had given `wellCount` good answers in all. */
  metOutage(wellCount: number): void {
    this.#isSuspect ||= this.#wellCount !== null && wellCount > this.#wellCount;
    this.#wellCount = wellCount;
  }
}
