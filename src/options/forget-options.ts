import { optional, required } from "./option.ts";
import { type StatusOptions, statusSchema } from "./lookup-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { DEFAULT_RETENTION_MS } from "./record-options.ts";
import { durationMs, flag, textList } from "./units.ts";

/** Options of `forget`. */
export interface ForgetOptions extends StatusOptions {
  /** Videos, folders or listed paths of the jobs, or names of jobs. */
  readonly sources: readonly string[];
  /** True to remove a job although it has failed frames, or images in its spool. @default false */
  readonly withFailures: boolean;
}

export const forgetSchema: OptionsSchema<ForgetOptions> = {
  sources: required(() => textList(1)),
  withFailures: optional(flag, false),
  ...statusSchema,
};

/** Options of `status --prune`. */
export interface PruneOptions extends StatusOptions {
  /** Time since its last run after which a finished job is removed, in milliseconds. @default 2592000000 */
  readonly olderThanMs: number;
}

export const pruneSchema: OptionsSchema<PruneOptions> = {
  olderThanMs: optional(() => durationMs(0), DEFAULT_RETENTION_MS),
  ...statusSchema,
};
