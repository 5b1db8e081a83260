/** Says when a folder is to be listed again, and when its root is to be looked at. */
export class ListingClock {
  readonly #rescanMs: number;
  #rescanAtMs: number;
  #rootCheckAtMs: number;
  #beganAtMs: number;

  /** @param rescanMs pause between two listings of a folder whose events are heard. */
  constructor(rescanMs: number, nowMs: number) {
    this.#rescanMs = rescanMs;
    this.#rescanAtMs = nowMs;
    this.#rootCheckAtMs = nowMs + ROOT_CHECK_MS;
    this.#beganAtMs = nowMs;
  }

  begin(nowMs: number): void {
    this.#beganAtMs = nowMs;
  }

  /** A listing has ended; the next is due after a pause that keeps it below a twentieth of a core. */
  end(nowMs: number): void {
    const pauseMs = Math.max(DEAF_RESCAN_MS, GREATEST_COST * (nowMs - this.#beganAtMs));
    this.#rescanAtMs = nowMs + pauseMs;
  }

  isRescanDue(nowMs: number, isDeaf: boolean): boolean {
    return nowMs >= this.#rescanDueMs(isDeaf);
  }

  /** Whether it is time to see that the root is still the same folder; true once in a second. */
  isRootCheckDue(nowMs: number): boolean {
    if (nowMs < this.#rootCheckAtMs) return false;
    this.#rootCheckAtMs = nowMs + ROOT_CHECK_MS;
    return true;
  }

  nextDueMs(isDeaf: boolean): number {
    return Math.min(this.#rootCheckAtMs, this.#rescanDueMs(isDeaf));
  }

  #rescanDueMs(isDeaf: boolean): number {
    return isDeaf ? this.#rescanAtMs : this.#rescanAtMs - DEAF_RESCAN_MS + this.#rescanMs;
  }
}

const ROOT_CHECK_MS = 500;
const DEAF_RESCAN_MS = 1000;
const GREATEST_COST = 20;
