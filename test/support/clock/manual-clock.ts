import type { Clock } from "../../../src/core/clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock that stands until it is turned; it wakes its sleepers in the order of their times. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #sleepers: readonly Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  /** When the next sleeper is to wake; `null` if nobody sleeps. */
  get nextDueMs(): number | null {
    return this.#sleepers[0]?.dueMs ?? null;
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const sleeper = { dueMs: this.#nowMs + delayMs, wake: resolve };
      this.#sleepers = [...this.#sleepers, sleeper].toSorted((a, b) => a.dueMs - b.dueMs);
      signal.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  /** Turns the clock on; who wakes runs only after that. */
  advance(byMs: number): void {
    this.#nowMs += byMs;
    const due = this.#sleepers.filter(({ dueMs }) => dueMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter(({ dueMs }) => dueMs > this.#nowMs);
    for (const { wake } of due) wake();
  }

  /** Turns the clock on to the next sleeper's time, if there is one. */
  advanceToNext(): void {
    if (this.nextDueMs !== null) this.advance(Math.max(0, this.nextDueMs - this.#nowMs));
  }
}
