import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { byteSize, durationMs, plainText, yesOrNo } from "./units.ts";

/** File and limits of the results. */
export interface ResultsOptions {
  /**
   * File that one JSON line for each frame is added to. `null`: a new file for each run in the state folder.
   * @default null
   */
  readonly results: string | null;
  /** True to remove what the results file holds when the first line is written. @default false */
  readonly resultsOverwrite: boolean;
  /**
   * Maximum size of the results of a job, in bytes: a new file begins at an eighth of it, and the oldest files are
   * removed. 0: no limit. `null`: 1 GB for a source without an end (a watch, a list on standard input), else no
   * limit; no limit either for a file that `results` names. @default null
   */
  readonly resultsMaxSizeBytes: number | null;
  /**
   * Time for which results are kept, in milliseconds. `null`: 30 days, and forever in a file that `results` names.
   * @default null
   */
  readonly resultsRetentionMs: number | null;
}

/** A smaller limit would set a file aside for every other answer. */
const MIN_BYTES = 1_000_000;
const ONE_MINUTE_MS = 60 * 1000;

export const resultsSchema: OptionsSchema<ResultsOptions> = {
  results: optional(plainText, null),
  resultsOverwrite: optional(yesOrNo, false),
  resultsMaxSizeBytes: optional(
    () =>
      byteSize().refine((bytes) => bytes === 0 || bytes >= MIN_BYTES, "must be 0 or at least 1MB"),
    null,
  ),
  resultsRetentionMs: optional(() => durationMs(ONE_MINUTE_MS), null),
};
