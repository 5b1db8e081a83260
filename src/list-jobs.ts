import {
  jobsOnRecord,
  jobStatus,
  type JobStatus,
  type UnreadableJobStatus,
} from "./app/jobs/job-status.ts";
import { type StatusOptions, statusShape } from "./options/lookup-options.ts";
import { checkOptions, type OptionsInput } from "./options/options-schema.ts";

/** Options of `listJobs`. */
export type ListJobsOptions = OptionsInput<StatusOptions>;

/**
 * Tells of every job that is on record, as `frameferry status` does, in the order of their names. It
 * changes nothing, and runs may be at work meanwhile. A job without `problem` can be read.
 *
 * Never throws. It rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, and
 * `ERR_FOLDER_UNUSABLE` if the state folder cannot be read.
 */
export async function listJobs(
  options: ListJobsOptions = {},
): Promise<readonly (JobStatus | UnreadableJobStatus)[]> {
  return (await jobsOnRecord(checkOptions(statusShape, options))).map(jobStatus);
}
