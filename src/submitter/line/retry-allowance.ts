import type { Clock } from "../../core/clock.ts";
import { Alarm } from "../alarm.ts";
import { RetryBudget } from "../policy/retry-budget.ts";

/** Has retries wait until the budget allows them. */
export class RetryAllowance {
  readonly #clock: Clock;
  readonly #budget = new RetryBudget();
  readonly #alarm: Alarm;
  #isEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock);
  }

  /** A frame is sent for the first time. */
  noteNewFrame(): void {
    this.#budget.deposit(this.#clock.nowMs());
  }

  /** A frame was delivered by a retry. */
  noteSuccess(): void {
    this.#budget.reward(this.#clock.nowMs());
    this.#alarm.ring();
  }

  /** Resolves when one retry may go out. */
  async next(): Promise<void> {
    while (!this.#isEnded) {
      const waitMs = this.#budget.withdraw(this.#clock.nowMs());
      if (waitMs === 0) return;
      await this.#alarm.until(waitMs);
    }
  }

  /** Lets nobody wait any more. */
  end(): void {
    this.#isEnded = true;
    this.#alarm.ring();
  }
}
