import { setTimeout as sleep } from "node:timers/promises";

/** Time as an argument, so that tests can control it. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start, unaffected by changes of the wall clock. */
  nowMs(): number;
  /** Resolves after `delayMs`, or rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal }),
};
