import type { Clock } from "../core/clock.ts";

/** A pause that can be cut short. */
export class Alarm {
  readonly #clock: Clock;
  #ringer = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `delayMs`, or when it rings; `null` waits for the ring alone. */
  async until(delayMs: number | null): Promise<void> {
    const { signal } = this.#ringer;
    if (delayMs !== null) return await this.#clock.sleep(delayMs, signal).catch(() => {});
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  }

  /** Ends the pauses of all who wait now. */
  ring(): void {
    const ringer = this.#ringer;
    this.#ringer = new AbortController();
    ringer.abort();
  }
}
