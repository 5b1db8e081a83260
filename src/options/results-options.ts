import { z } from "zod";
import type { OptionsSchema } from "./options-schema.ts";
import { byteSize, durationMs, plainText } from "./units.ts";

/** Where the results go, and how much of them is kept. */
export interface ResultsOptions {
  /** File that gets a JSON line per frame behind what it holds; `null` makes one for each run in the state folder. @default null */
  readonly results: string | null;
  /** Whether what the results file holds goes with the first line. @default false */
  readonly resultsOverwrite: boolean;
  /**
   * Bytes of results that a job keeps: a file is set aside at an eighth of it, and the oldest go; 0 keeps
   * all. `null` means 1 GB for what has no end of its own (a watch, a list on standard input), and else
   * no limit; nor has a file that `results` names. @default null
   */
  readonly resultsMaxSizeBytes: number | null;
  /** How long results are kept, in milliseconds; `null` means 30 days, and for ever in a file that `results` names. @default null */
  readonly resultsRetentionMs: number | null;
}

/** A smaller limit would set a file aside for every other answer. */
const MIN_BYTES = 1_000_000;
const ONE_MINUTE_MS = 60 * 1000;

export const resultsShape: OptionsSchema<ResultsOptions> = {
  results: plainText().nullable().default(null),
  resultsOverwrite: z.boolean("must be true or false").default(false),
  resultsMaxSizeBytes: byteSize()
    .refine((bytes) => bytes === 0 || bytes >= MIN_BYTES, "must be 0 or at least 1MB")
    .nullable()
    .default(null),
  resultsRetentionMs: durationMs(ONE_MINUTE_MS).nullable().default(null),
};
