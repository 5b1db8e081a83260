import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import { RetryBudget } from "./retry-budget.ts";

/** Has retries wait until the budget allows them. */
export class RetryAllowance {
  readonly #clock: Clock;
  readonly #budget = new RetryBudget();
  readonly #timer: WakeableTimer;
  #isEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  /** A frame is sent for the first time. */
  noteNewFrame(): void {
    this.#budget.deposit(this.#clock.nowMs());
  }

  /** A frame was delivered by a retry. */
  noteSuccess(): void {
    this.#budget.reward(this.#clock.nowMs());
    this.#timer.wake();
  }

  /** Resolves when one retry may go out. */
  async next(): Promise<void> {
    while (!this.#isEnded) {
      const waitMs = this.#budget.withdraw(this.#clock.nowMs());
      if (waitMs === 0) return;
      await this.#timer.wait(waitMs);
    }
  }

  /** Lets nobody wait any more. */
  end(): void {
    this.#isEnded = true;
    this.#timer.wake();
  }
}
