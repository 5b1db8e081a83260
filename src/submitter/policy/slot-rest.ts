import { backoffMs } from "./backoff.ts";

/**
 * How long a slot rests after its requests were answered with overload, in milliseconds. A single one
 * is nothing; slots that meet it again and again are more than the service takes, and each rests for
 * longer and longer. So a service that refuses what it has no room for is filled, and not flooded.
 *
 * @param overloadsInRow the slot's latest requests that were answered so.
 * @param random a number from 0 up to, and without, 1.
 */
export function slotRestMs(overloadsInRow: number, random: number): number {
  return overloadsInRow < 2 ? 0 : backoffMs(overloadsInRow - 1, random);
}
