import type { PaceRecord } from "../request-quota.ts";

/** Stretch of time that belongs to the requests of one process. Times are in milliseconds of the wall clock. */
export interface Stretch {
  /** Time at which the next request may go out. */
  readonly nextMs: number;
  /** Time at which the stretch ends, and with it what its last request costs. */
  readonly endMs: number;
}

export const NO_STRETCH: Stretch = { nextMs: 0, endMs: 0 };

/** Place of a request in a stretch. */
export interface Place {
  /** Until it may go out, in milliseconds; 0 if it may at once. */
  readonly waitMs: number;
  /** The stretch without it. */
  readonly rest: Stretch;
}

/** Place of a request that takes so much time; `null` if the stretch has no room for it any more. */
export function placeIn({ nextMs, endMs }: Stretch, costMs: number, nowMs: number): Place | null {
  const atMs = Math.max(nextMs, nowMs - LATE_MS);
  if (atMs + costMs > endMs + ROUNDING_MS) return null;
  return { waitMs: Math.max(0, atMs - nowMs), rest: { nextMs: atMs + costMs, endMs } };
}

/** What becomes of a wish for a stretch: the stretch with the record of it, or a wait. */
export type Reservation =
  | { readonly waitMs: 0; readonly stretch: Stretch; readonly record: PaceRecord }
  | { readonly waitMs: number; readonly stretch: null };

/**
 * Reserves a stretch, unless somebody has the time. A clock that was set back takes the record with it.
 *
 * @param lengthMs length of the stretch.
 */
export function reserve(record: PaceRecord | null, lengthMs: number, nowMs: number): Reservation {
  const { freeAtMs, notedAtMs } = record ?? { freeAtMs: 0, notedAtMs: 0 };
  const freeMs = freeAtMs - Math.max(0, notedAtMs - nowMs);
  if (freeMs > nowMs) return { waitMs: freeMs - nowMs, stretch: null };
  const nextMs = Math.max(freeMs, nowMs - LATE_MS);
  const endMs = nextMs + lengthMs;
  return {
    waitMs: 0,
    stretch: { nextMs, endMs },
    record: { freeAtMs: endMs, notedAtMs: nowMs },
  };
}

/** Length of the stretch to reserve for requests that take so much time: not a transaction for each. */
export function stretchMs(costMs: number): number {
  return costMs * Math.max(1, Math.floor(MAX_STRETCH_MS / costMs));
}

/** Delay of a timer that is made up for, in milliseconds. */
const LATE_MS = 20;
const ROUNDING_MS = 0.001;
const MAX_STRETCH_MS = 250;
