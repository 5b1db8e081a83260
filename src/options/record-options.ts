import { optional } from "./option.ts";
import { type ResultsOptions, resultsSchema } from "./results-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { byteSize, durationMs, plainText, yesOrNo } from "./units.ts";

/** Records of a job: where they are, what they hold, and how long. */
export interface RecordOptions extends ResultsOptions {
  /**
   * State folder, on a local disk. `null`: `$XDG_STATE_HOME/frameferry` or `~/.local/state/frameferry`.
   * @default null
   */
  readonly state: string | null;
  /** Name of the service in the ledger, for a service whose address changes. `null`: its address. @default null */
  readonly serviceName: string | null;
  /** True to forget what earlier runs of the job delivered, and what failed. @default false */
  readonly restart: boolean;
  /**
   * True to send frames again that failed in earlier runs of the job; by default they are sent again only if the
   * request has changed. @default false
   */
  readonly retryFailed: boolean;
  /**
   * Time for which delivered frames are remembered after their images are gone, in milliseconds. @default 2592000000
   */
  readonly retentionMs: number;
  /**
   * Maximum size of the ledger on the disk, in bytes. Before it is reached, the oldest frames whose images are
   * gone are forgotten. A record takes 120 to 300 bytes. @default 500000000
   */
  readonly ledgerMaxSizeBytes: number;
}

/** Five to ten hours of 100 frames a second, by the length of their names. */
export const DEFAULT_LEDGER_BYTES = 500e6;
const MIN_LEDGER_BYTES = 10e6;
/** Default time for which results, and the record of what is gone, are kept: 30 days, in milliseconds. */
export const DEFAULT_RETENTION_MS: number = 30 * 24 * 60 * 60 * 1000;

export const recordSchema: OptionsSchema<RecordOptions> = {
  ...resultsSchema,
  state: optional(plainText, null),
  serviceName: optional(plainText, null),
  restart: optional(yesOrNo, false),
  retryFailed: optional(yesOrNo, false),
  retentionMs: optional(() => durationMs(0), DEFAULT_RETENTION_MS),
  ledgerMaxSizeBytes: optional(() => byteSize(MIN_LEDGER_BYTES), DEFAULT_LEDGER_BYTES),
};
