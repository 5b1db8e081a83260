import { median } from "../../../scripts/bench/harness/statistics.ts";

/** How high some values were over a run, as medians, so that a single peak does not count. */
export interface Levels {
  /** In the second quarter, when the program has warmed up. */
  readonly second: number;
  /** In the last quarter. */
  readonly last: number;
  /** The greatest of all. */
  readonly greatest: number;
}

/** @param values one for each look, evenly over the run. @throws RangeError for fewer than four. */
export function levelsOf(values: readonly number[]): Levels {
  const quarter = Math.floor(values.length / 4);
  return {
    second: median(values.slice(quarter, 2 * quarter)),
    last: median(values.slice(values.length - quarter)),
    greatest: Math.max(...values),
  };
}

export function growth({ second, last }: Levels): number {
  return last - second;
}
