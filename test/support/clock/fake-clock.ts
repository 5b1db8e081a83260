import type { Clock } from "../../../src/core/concurrency/clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/**
 * A clock that stands until a test turns it, and wakes its sleepers in the order of their times; an
 * instant one turns by itself, so that every sleep is over at once.
 */
export class FakeClock implements Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleepsMs: number[] = [];
  /** Whether it turns by itself. */
  readonly isInstant: boolean;
  /** The greatest number of sleepers at once. */
  maxAsleep = 0;
  #nowMs = 0;
  #sleepers: readonly Sleeper[] = [];

  constructor({ isInstant = false } = {}) {
    this.isInstant = isInstant;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Sleepers now. */
  get asleep(): number {
    return this.#sleepers.length;
  }

  /** When the next sleeper is to wake; `null` if nobody sleeps. */
  get nextDueMs(): number | null {
    return this.#sleepers[0]?.dueMs ?? null;
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    this.sleepsMs.push(delayMs);
    if (this.isInstant) this.#nowMs += delayMs;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.isInstant) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sleeper = { dueMs: this.#nowMs + delayMs, wake: resolve };
      this.#sleepers = [...this.#sleepers, sleeper].toSorted((a, b) => a.dueMs - b.dueMs);
      this.maxAsleep = Math.max(this.maxAsleep, this.asleep);
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

  /** The same, and wakes nobody else whose time has come with it. */
  wakeOne(): void {
    const [next, ...others] = this.#sleepers;
    if (next === undefined) return;
    this.#sleepers = others;
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.wake();
  }
}
