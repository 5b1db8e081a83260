import { findFailures, type JobFailures } from "./app/jobs/list-failures.ts";
import { type FailuresOptions, failuresShape } from "./options/lookup-options.ts";
import { checkOptions, type OptionsInput } from "./options/options-schema.ts";

/** Options of `listFailures`: `sources` is needed, all others have defaults. */
export interface ListFailuresOptions extends OptionsInput<Omit<FailuresOptions, "sources">> {
  /** Videos, folders or listed paths that were sent, or names of jobs. */
  readonly sources: readonly string[];
}

/**
 * Lists the frames that have failed and wait to be sent again, as `frameferry failures` does: an entry for
 * each job of the sources, also for one without failures. It changes nothing, and runs may be at work
 * meanwhile.
 *
 * Never throws. It rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit,
 * `ERR_JOB_UNKNOWN` for a source without a job, `ERR_LEDGER_UNUSABLE` for a ledger that cannot be read.
 */
export async function listFailures(options: ListFailuresOptions): Promise<readonly JobFailures[]> {
  const found = await findFailures(checkOptions(failuresShape, options));
  return found.map(([, failures]) => failures);
}
