import type { LossKind } from "./connection-end.ts";

/**
 * Pause before a camera is connected to again, in milliseconds: none after a change of the stream, 1, 2, 4 ... 60 s after one that is away, and a
 * minute after one that refuses, since its password or path does not heal by itself, and some cameras lock out
 * whoever tries too often. By chance up to a quarter less, so that cameras behind one switch do not come at once.
 *
 * @param failures connections in a row that did not bring frames for 10 s, 1 for the first.
 * @param chance from 0 to 1.
 */
export function reconnectDelayMs(kind: LossKind, failures: number, chance: number): number {
  // One that changes again and again is not followed at its pace.
  if (kind === "changed" && failures <= MAX_QUICK_CHANGES) return 0;
  const wholeMs =
    kind === "refused" ? MAX_DELAY_MS : Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (failures - 1));
  return Math.round(Math.max(MIN_DELAY_MS, wholeMs * (1 - chance / 4)));
}

const MAX_QUICK_CHANGES = 3;
const MIN_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
