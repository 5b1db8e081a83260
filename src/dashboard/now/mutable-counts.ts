import type { Counts } from "../page-data.ts";

/** Counts that go up. */
export type MutableCounts = { -readonly [Key in keyof Counts]: number };

export function noCounts(): MutableCounts {
  return { landed: 0, delivered: 0, failed: 0, skipped: 0, dropped: 0, retries: 0 };
}
