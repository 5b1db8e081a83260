import { type StatusOptions, statusShape } from "./lookup-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { DEFAULT_RETENTION_MS } from "./record-options.ts";
import { durationMs, flag, textList } from "./units.ts";

/** Which jobs `forget` removes. */
export interface ForgetOptions extends StatusOptions {
  /** Videos, folders or listed paths whose jobs are meant, or names of jobs. */
  readonly sources: readonly string[];
  /** Whether failed frames, and images that wait in a spool, are given up with their job. @default false */
  readonly withFailures: boolean;
}

export const forgetShape: OptionsSchema<ForgetOptions> = {
  sources: textList(1),
  withFailures: flag().default(false),
  ...statusShape,
};

/** Which jobs `status --prune` removes. */
export interface PruneOptions extends StatusOptions {
  /** How long a finished job stays that nobody runs again, in milliseconds. @default 2592000000 */
  readonly olderThanMs: number;
}

export const pruneShape: OptionsSchema<PruneOptions> = {
  olderThanMs: durationMs(0).default(DEFAULT_RETENTION_MS),
  ...statusShape,
};
