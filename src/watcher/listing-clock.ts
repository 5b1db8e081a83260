/** Says when folders are to be listed again, and when their root is to be looked at. Time is an argument. */
export class ListingClock {
  readonly #rescanMs: number;
  #rescanAtMs: number;
  #pollAtMs: number;
  #rootCheckAtMs: number;
  #thoroughAtMs: number;

  /** @param rescanMs pause between two listings of all folders. */
  constructor(rescanMs: number, nowMs: number) {
    this.#rescanMs = rescanMs;
    this.#rescanAtMs = nowMs + rescanMs;
    this.#pollAtMs = nowMs + POLL_MS;
    this.#rootCheckAtMs = nowMs + ROOT_CHECK_MS;
    this.#thoroughAtMs = nowMs;
  }

  /** True if all folders are due, and in them also the files that are known. */
  isRescanDue(nowMs: number): boolean {
    return nowMs >= this.#rescanAtMs;
  }

  /** True if a rescan that is due is to look at the files that are known, too. */
  isThoroughDue(nowMs: number): boolean {
    return nowMs >= this.#thoroughAtMs;
  }

  /** True if the folders without events are due, for new names. */
  isPollDue(nowMs: number): boolean {
    return nowMs >= this.#pollAtMs;
  }

  /** True if it is time to see that the root is still the same folder; true once in a while. */
  isRootCheckDue(nowMs: number): boolean {
    if (nowMs < this.#rootCheckAtMs) return false;
    this.#rootCheckAtMs = nowMs + ROOT_CHECK_MS;
    return true;
  }

  /** A listing on the timer has ended. @param spentMs what it cost: the next comes the later for it. */
  listed(spentMs: number, nowMs: number): void {
    const restMs = spentMs * REST_PER_WORK;
    this.#rescanAtMs = Math.max(this.#rescanAtMs, nowMs + restMs);
    this.#pollAtMs = nowMs + Math.max(POLL_MS, restMs);
  }

  /** All folders were listed. */
  rescanned(spentMs: number, nowMs: number): void {
    this.#rescanAtMs = nowMs + this.#rescanMs;
    this.listed(spentMs, nowMs);
  }

  /** All files were looked at. @param spentMs what it cost. */
  lookedAtAll(spentMs: number, nowMs: number): void {
    this.#thoroughAtMs = nowMs + spentMs * REST_PER_THOROUGH_WORK;
  }

  /** A thorough rescan is due at once: something had no event. */
  rescanAll(nowMs: number): void {
    this.#rescanAtMs = nowMs;
    this.#thoroughAtMs = nowMs;
  }

  /** @param hasUnwatched true if there are folders without events. */
  nextDueMs(hasUnwatched: boolean): number {
    const listingDueMs = hasUnwatched
      ? Math.min(this.#pollAtMs, this.#rescanAtMs)
      : this.#rescanAtMs;
    return Math.min(this.#rootCheckAtMs, listingDueMs);
  }
}

const ROOT_CHECK_MS = 500;
const POLL_MS = 1000;
/** Listings take at most a twentieth of the time, however large the folders. */
const REST_PER_WORK = 20;
/**
 * Looks at all files for changes without an event take at most a 400th of the time: 3 minutes pass between
 * two for 100,000 files.
 */
const REST_PER_THOROUGH_WORK = 400;
