import { type Clock, systemClock } from "./clock.ts";

/** A sleep that can be cut short; `wake` without a sleeper has no effect. */
export class WakeableTimer {
  readonly #clock: Pick<Clock, "sleep">;
  readonly #waiting = new Set<() => void>();

  /** @param clock source of time. @default the system's */
  constructor(clock: Pick<Clock, "sleep"> = systemClock) {
    this.#clock = clock;
  }

  /** Resolves after `delayMs`, or at the next `wake`; with `null` at the next `wake` only. */
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

  /** Ends all current sleeps. */
  wake(): void {
    for (const end of [...this.#waiting]) end();
  }

  /**
   * A watcher sleeps for each frame that comes alone: with an abort signal per sleep, noticing a frame
   * takes a tenth more processor time than with a plain timer.
   *
   * @returns a function that stops the timer.
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
