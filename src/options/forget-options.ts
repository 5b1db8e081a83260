import { type StatusOptions, statusShape } from "./lookup-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, flag, textList } from "./units.ts";

/** Options of `forget`. */
export interface ForgetOptions extends StatusOptions {
  /** Videos, folders or listed paths of the jobs, or names of jobs. */
  readonly sources: readonly string[];
  /** True to remove a job although it has failed frames, or images in its spool. @default false */
  readonly withFailures: boolean;
}

export const forgetShape: OptionsSchema<ForgetOptions> = {
  sources: textList(1),
  withFailures: flag().default(false),
  ...statusShape,
};

/** Options of `status --prune`. */
export interface PruneOptions extends StatusOptions {
  /** Time since its last run after which a finished job is removed, in milliseconds. @default 2592000000 */
  readonly olderThanMs: number;
}

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;

export const pruneShape: OptionsSchema<PruneOptions> = {
  olderThanMs: durationMs(0).default(THIRTY_DAYS_MS),
  ...statusShape,
};
