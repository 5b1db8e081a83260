import type { SeriesPoint } from "../../page-data.ts";

/** Points of each series, oldest first: "all", "source:ID", "service:ID". */
export type Series = ReadonlyMap<string, readonly SeriesPoint[]>;

/** Adds points that may overlap with those that are there, and leaves out what is older than the range shows. */
export function mergePoints(
  known: readonly SeriesPoint[],
  added: readonly SeriesPoint[],
  maxCount: number,
): readonly SeriesPoint[] {
  const last = known.at(-1);
  const first = added[0];
  if (first === undefined) return known;
  if (last === undefined || last.atMs < first.atMs) return [...known, ...added].slice(-maxCount);
  const byTime = new Map([...known, ...added].map((point) => [point.atMs, point]));
  return [...byTime.values()].toSorted((one, other) => one.atMs - other.atMs).slice(-maxCount);
}

/** Counts of a point that become a rate. */
export type CountKey = "landed" | "delivered" | "failed" | "skipped" | "dropped" | "retries";

/**
 * What happens each second now: over the last 10 seconds, or over the last minute where that is too few to tell.
 */
export function currentRate(points: readonly SeriesPoint[], key: CountKey): number {
  const recent = rateOver(points.slice(-SOON), key);
  return recent * SOON >= MIN_COUNT ? recent : rateOver(points.slice(-MINUTE), key);
}

function rateOver(points: readonly SeriesPoint[], key: CountKey): number {
  const seconds = points.reduce((sum, point) => sum + point.seconds, 0);
  return seconds === 0 ? 0 : sumOf(points, key) / seconds;
}

/** How often something happened in these points. */
export function sumOf(points: readonly SeriesPoint[], key: CountKey): number {
  return points.reduce((sum, point) => sum + point[key], 0);
}

const SOON = 10;
const MINUTE = 60;
const MIN_COUNT = 5;
