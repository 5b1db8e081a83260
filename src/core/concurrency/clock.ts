import { setTimeout as sleep } from "node:timers/promises";

/** Time as an argument, so that tests can control it. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start, unaffected by changes of the wall clock. */
  nowMs(): number;
  /** Resolves after `delayMs`, at once if that is past, or rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: async (delayMs, signal) => {
    for (let leftMs = Math.max(0, delayMs); ; leftMs -= MAX_TIMER_MS) {
      await sleep(Math.min(leftMs, MAX_TIMER_MS), undefined, { signal });
      if (leftMs <= MAX_TIMER_MS) return;
    }
  },
};

/**
 * Longest time of a timer of Node's, some 24.8 days; it takes a longer one for 1 ms, and warns of that as of a
 * negative one.
 */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;
