import { systemClock, type Clock } from "../../../src/core/clock.ts";

/** A clock whose sleepers sleep until they are woken by hand. */
export class HeldClock implements Clock {
  readonly #sleepers = new Set<() => void>();
  /** Every sleep that was asked for, in milliseconds. */
  readonly asked: number[] = [];
  /** The greatest number of sleepers at once. */
  maxAsleep = 0;

  get asleep(): number {
    return this.#sleepers.size;
  }

  nowMs(): number {
    return systemClock.nowMs();
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    this.asked.push(delayMs);
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
      this.maxAsleep = Math.max(this.maxAsleep, this.asleep);
      signal.addEventListener("abort", () => {
        this.#sleepers.delete(wake);
        reject(signal.reason as Error);
      });
    });
  }

  /** Wakes the sleeper that has slept longest. */
  wakeOne(): void {
    for (const wake of this.#sleepers) return wake();
  }
}
