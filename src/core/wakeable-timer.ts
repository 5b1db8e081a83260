import { type Clock, systemClock } from "./clock.ts";

/** A pause that can be cut short; a wake-up in no pause at all has no effect. */
export class WakeableTimer {
  readonly #clock: Pick<Clock, "sleep">;
  #waking = new AbortController();

  /** @param clock by which it waits. @default the system's */
  constructor(clock: Pick<Clock, "sleep"> = systemClock) {
    this.#clock = clock;
  }

  /** Resolves after `delayMs`, or at the next `wake`; `null` waits for that alone. */
  async wait(delayMs: number | null): Promise<void> {
    const { signal } = this.#waking;
    if (delayMs !== null) return await this.#clock.sleep(delayMs, signal).catch(() => {});
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  }

  /** Ends the pauses of all who wait now. */
  wake(): void {
    const waking = this.#waking;
    this.#waking = new AbortController();
    waking.abort();
  }
}
