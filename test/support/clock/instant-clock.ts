import type { Clock } from "../../../src/core/clock.ts";

/** A clock on which every pause is over at once, and which remembers how long each was to be. */
export class InstantClock implements Clock {
  /** In milliseconds, in the order in which they were asked for. */
  readonly pausesMs: number[] = [];
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    this.pausesMs.push(delayMs);
    this.#nowMs += delayMs;
    return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
  }
}
