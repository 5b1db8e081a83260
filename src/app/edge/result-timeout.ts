import { MAX_TIMER_MS } from "../../core/concurrency/clock.ts";
import type { HandOver } from "../../ledger/hand-overs.ts";
import type { EdgeOptions } from "../../options/edge-options.ts";

/**
 * Time for which a frame that was handed over has still to wait for its answer, in milliseconds; 0 where it is to be
 * handed over again. Each round waits twice as long as the one before, so that workers that are away for days do not
 * find a hundred copies of it.
 *
 * @param nowMs milliseconds since 1970. @default now
 */
export function restOfWaitMs(
  { round, atMs }: Pick<HandOver, "round" | "atMs">,
  { resultTimeoutMs }: Pick<EdgeOptions, "resultTimeoutMs">,
  nowMs: number = Date.now(),
): number {
  const timeoutMs = Math.min(MAX_TIMER_MS, resultTimeoutMs * 2 ** Math.min(round, MAX_DOUBLINGS));
  // A clock that was set back must not make it wait for longer.
  const passedMs = Math.max(0, nowMs - atMs);
  return Math.max(0, timeoutMs - passedMs);
}

/** From ten minutes to ten hours. */
const MAX_DOUBLINGS = 6;
