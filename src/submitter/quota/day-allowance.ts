import type { DayRecord } from "../request-quota.ts";

/** Day of a time, in days since 1970 in UTC. @param wallMs milliseconds since 1970. */
export function dayOf(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS);
}

/** First moment of a day, in milliseconds since 1970. */
export function startOfDayMs(day: number): number {
  return day * DAY_MS;
}

/** Requests of a day that a process has to itself. */
export interface DayBlock {
  readonly day: number;
  readonly count: number;
}

export const NO_BLOCK: DayBlock = { day: 0, count: 0 };

/**
 * Takes a block of a day's requests; it is empty if there are none left. A clock that was set back goes on with the
 * day that was on record.
 */
export function takeBlock(
  record: DayRecord | null,
  day: number,
  maxPerDay: number,
): { readonly block: DayBlock; readonly record: DayRecord } {
  const current = recordOf(record, day);
  const count = Math.min(leftOfDay(record, day, maxPerDay), blockSize(maxPerDay));
  return {
    block: { day: current.day, count },
    record: { day: current.day, count: current.count + count },
  };
}

/** Requests that nobody has taken of a day yet. */
export function leftOfDay(record: DayRecord | null, day: number, maxPerDay: number): number {
  return Math.max(0, maxPerDay - recordOf(record, day).count);
}

function recordOf(record: DayRecord | null, day: number): DayRecord {
  return record !== null && record.day >= day ? record : { day, count: 0 };
}

/** The record with what is left of a block; `null` if its day is over. */
export function giveBack(record: DayRecord | null, { day, count }: DayBlock): DayRecord | null {
  if (record === null || record.day !== day || count === 0) return null;
  return { day, count: record.count - count };
}

/** What a process that is killed may lose, and what waits meanwhile in one that rests: half a percent of a day. */
function blockSize(maxPerDay: number): number {
  return Math.min(MAX_BLOCK, Math.max(1, Math.floor(maxPerDay / 200)));
}

const DAY_MS: number = 24 * 60 * 60 * 1000;
const MAX_BLOCK = 50;
