import { backoffMs } from "./backoff.ts";

/**
 * Pause of a slot after requests for which there was no room, in milliseconds. A single one is
 * nothing; slots that meet it again and again are more than the service takes, or than this machine has
 * descriptors for, and each pauses for longer and longer. So what is short is used up, and not besieged.
 *
 * @param shortagesInRow the slot's latest requests that ended so.
 * @param random a number from 0 up to, and without, 1.
 */
export function slotBackoffMs(shortagesInRow: number, random: number): number {
  return shortagesInRow < 2 ? 0 : backoffMs(shortagesInRow - 1, random);
}
