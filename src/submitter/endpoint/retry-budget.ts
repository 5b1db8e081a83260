import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";

/** Retries paid in advance, for the first failures of a run and for a burst of them. */
const RESERVE = 10;
/** Most retries that can be saved up. */
const MAX_SAVED = 100;
/** New frames that pay for one retry. */
const FRAMES_PER_RETRY = 10;
/** After this long without a new frame, retries no longer add to anything. */
const QUIET_MS = 1000;
/** Pause between the retries that go out unpaid while no new frames do. */
const UNPAID_INTERVAL_MS = 100;

/**
 * Keeps retries to a tenth of the new frames, so that a service that fails under load is not loaded
 * even more: the token bucket of Finagle's `RetryBudget`, with its floor of 10 retries a second. The
 * floor counts only while no new frames are sent; then, too, a retry that succeeds pays for another
 * one, so that the last frames of a run are through as fast as the service takes them.
 */
export class RetryBudget {
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  /** In parts of a retry, so that the sum stays exact. */
  #saved = RESERVE * FRAMES_PER_RETRY;
  #quietFromMs = 0;
  #unpaidFromMs = 0;
  #isEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  /** A frame is sent for the first time. */
  deposit(): void {
    this.#save(1);
    this.#quietFromMs = this.#clock.nowMs() + QUIET_MS;
  }

  /** A retry was answered well. */
  reward(): void {
    if (this.#clock.nowMs() >= this.#quietFromMs) this.#save(FRAMES_PER_RETRY);
    this.#timer.wake();
  }

  /** 0 if a retry may go out now, which is then paid for; else the time until another try, in milliseconds. */
  withdraw(): number {
    if (this.#saved >= FRAMES_PER_RETRY) {
      this.#saved -= FRAMES_PER_RETRY;
      return 0;
    }
    const nowMs = this.#clock.nowMs();
    if (nowMs < Math.max(this.#quietFromMs, this.#unpaidFromMs)) return UNPAID_INTERVAL_MS;
    this.#unpaidFromMs = nowMs + UNPAID_INTERVAL_MS;
    return 0;
  }

  /** Resolves when one retry may go out, which is then paid for. */
  async next(): Promise<void> {
    while (!this.#isEnded) {
      const waitMs = this.withdraw();
      if (waitMs === 0) return;
      await this.#timer.wait(waitMs);
    }
  }

  /** Ends every wait. */
  end(): void {
    this.#isEnded = true;
    this.#timer.wake();
  }

  #save(parts: number): void {
    this.#saved = Math.min(MAX_SAVED * FRAMES_PER_RETRY, this.#saved + parts);
  }
}
