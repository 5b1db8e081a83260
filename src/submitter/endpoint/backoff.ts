const BASE_MS = 200;
const CAP_MS = 10_000;

/**
 * Pause before the next attempt, in milliseconds: exponential backoff with full jitter, that is
 * `random(0, min(cap, base * 2^(attempt - 1)))`, after M. Brooker, "Exponential Backoff and Jitter".
 *
 * @param attempt attempts made so far, at least 1.
 * @param random a number from 0 up to, and without, 1.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}
