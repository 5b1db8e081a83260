import { forgetJobs as removeJobs, planForgetting } from "./app/jobs/forget-jobs.ts";
import { stateFolder } from "./app/jobs/job-paths.ts";
import { planPruning, type PruneReason } from "./app/jobs/prune-jobs.ts";
import { jobName } from "./ledger/job-folder.ts";
import {
  type ForgetOptions,
  forgetShape,
  type PruneOptions,
  pruneShape,
} from "./options/forget-options.ts";
import { checkOptions, type OptionsInput } from "./options/options-schema.ts";

/** Options of `forgetJobs`: `sources` is needed, all others have defaults. */
export interface ForgetJobsOptions extends OptionsInput<Omit<ForgetOptions, "sources">> {
  /** Videos, folders or listed paths that were sent, or names of jobs. */
  readonly sources: readonly string[];
}

/** Options of `pruneJobs`. */
export type PruneJobsOptions = OptionsInput<PruneOptions>;

/** A job that was removed, and why. */
export interface PrunedJob {
  /** Its name, as `frameferry status` shows it. */
  readonly job: string;
  /** Why it was of no use any more. */
  readonly reason: PruneReason;
}

/**
 * Removes jobs with their ledgers, results and spools.
 *
 * Never throws. It rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit,
 * `ERR_JOB_UNKNOWN`, `ERR_JOB_OWNED`, or `ERR_JOB_HAS_FAILURES` without `withFailures`.
 *
 * @returns their names.
 */
export async function forgetJobs(options: ForgetJobsOptions): Promise<readonly string[]> {
  const checked = checkOptions(forgetShape, options);
  const jobs = await planForgetting(checked, stateFolder(checked.state));
  await removeJobs(jobs);
  return jobs.map(({ job }) => jobName(job));
}

/**
 * Removes the jobs whose source is gone, and those that are finished and old; keeps what is not delivered.
 *
 * Never throws. It rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, and
 * `ERR_FOLDER_UNUSABLE` if the state folder cannot be read.
 *
 * @returns what was removed.
 */
export async function pruneJobs(options: PruneJobsOptions = {}): Promise<readonly PrunedJob[]> {
  const checked = checkOptions(pruneShape, options);
  const jobs = await planPruning(checked, stateFolder(checked.state));
  const useless = jobs.filter(({ keptFor }) => keptFor === null);
  await removeJobs(useless);
  return useless.map(({ job, reason }) => ({ job: jobName(job), reason }));
}
