import { type Clock, systemClock } from "./clock.ts";

/** A pause that can be cut short; a wake-up in no pause at all has no effect. */
export class WakeableTimer {
  readonly #clock: Pick<Clock, "sleep">;
  readonly #waiting = new Set<() => void>();

  /** @param clock by which it waits. @default the system's */
  constructor(clock: Pick<Clock, "sleep"> = systemClock) {
    this.#clock = clock;
  }

  /** Resolves after `delayMs`, or at the next `wake`; `null` waits for that alone. */
  async wait(delayMs: number | null): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        stop();
        resolve();
      };
      this.#waiting.add(end);
      const stop = delayMs === null ? nothing : this.#startTimer(delayMs, end);
    });
  }

  /** Ends the pauses of all who wait now. */
  wake(): void {
    for (const end of [...this.#waiting]) end();
  }

  /**
   * A watcher pauses for each frame that comes alone: with an abort signal for each pause, noticing a frame
   * takes a tenth more processor time than with the system's plain timer.
   *
   * @returns what stops it.
   */
  #startTimer(delayMs: number, end: () => void): () => void {
    if (this.#clock === systemClock) {
      const timer = setTimeout(end, delayMs);
      return () => clearTimeout(timer);
    }
    const stopping = new AbortController();
    this.#clock.sleep(delayMs, stopping.signal).then(end, nothing);
    return () => stopping.abort();
  }
}

const nothing = (): void => {};
