import type { AnnotateReport } from "./app/annotate/annotate-report.ts";
import { runAnnotate } from "./app/annotate/annotate-source.ts";
import { type ExportReport, runExport } from "./app/export/export-results.ts";
import { planForgetting, removeJobs } from "./app/jobs/forget-jobs.ts";
import { stateFolder } from "./app/jobs/job-paths.ts";
import {
  jobsOnRecord,
  jobStatus,
  type JobStatus,
  type UnreadableJobStatus,
} from "./app/jobs/job-status.ts";
import { findFailures, type JobFailures } from "./app/jobs/list-failures.ts";
import { planPruning, type PrunedJob } from "./app/jobs/prune-jobs.ts";
import {
  type AnnotateResultsOptions,
  annotateResultsSchema,
  type ExportResultsOptions,
  exportResultsSchema,
  type ForgetJobsOptions,
  type ListFailuresOptions,
  type ListJobsOptions,
  type PruneJobsOptions,
  type ReportResultsOptions,
} from "./app/library/record-options.ts";
import { type ResultsReport, runResultsReport } from "./app/report/results-report.ts";
import { jobName } from "./ledger/job-folder.ts";
import { forgetSchema, pruneSchema } from "./options/forget-options.ts";
import { failuresSchema, statusSchema } from "./options/lookup-options.ts";
import { checkOptions } from "./options/options-schema.ts";
import { resultsReportSchema } from "./options/report-options.ts";
import { signalSchema } from "./options/signal-option.ts";

/**
 * Lists the frames that have failed and wait to be sent again, as `frameferry failures` does: an entry for
 * each job of the sources, also for one without failures. It changes nothing, and runs may be at work
 * meanwhile.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit,
 *   `ERR_JOB_UNKNOWN` for a source without a job, `ERR_LEDGER_UNUSABLE` for a ledger that cannot be read,
 *   `ERR_FOLDER_UNUSABLE` for a state folder that cannot be.
 */
export async function listFailures(options: ListFailuresOptions): Promise<readonly JobFailures[]> {
  const found = await findFailures(checkOptions(failuresSchema, options));
  return found.map(([, failures]) => failures);
}

/**
 * Tells of every job that is on record, as `frameferry status` does, in the order of their names. It
 * changes nothing, and runs may be at work meanwhile. A job without `problem` can be read.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit, and
 *   `ERR_FOLDER_UNUSABLE` if the state folder cannot be read.
 */
export async function listJobs(
  options: ListJobsOptions = {},
): Promise<readonly (JobStatus | UnreadableJobStatus)[]> {
  return (await jobsOnRecord(checkOptions(statusSchema, options))).map(jobStatus);
}

/**
 * Removes jobs with their ledgers, results and spools.
 *
 * @returns their names.
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit,
 *   `ERR_JOB_UNKNOWN` for a source without a job, `ERR_JOB_OWNED` while somebody works on one,
 *   `ERR_JOB_HAS_FAILURES` for what is not delivered without `withFailures`, and `ERR_FOLDER_UNUSABLE`
 *   for a folder that cannot be read, or removed.
 */
export async function forgetJobs(options: ForgetJobsOptions): Promise<readonly string[]> {
  const checked = checkOptions(forgetSchema, options);
  const jobs = await planForgetting(checked, stateFolder(checked.state));
  await removeJobs(jobs);
  return jobs.map(({ job }) => jobName(job));
}

/**
 * Removes the jobs whose source is gone, and those that are finished and old; keeps what is not delivered.
 *
 * @returns what was removed.
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit,
 *   `ERR_JOB_OWNED` if somebody has begun to work on one meanwhile, and `ERR_FOLDER_UNUSABLE` for a
 *   folder that cannot be read, or removed.
 */
export async function pruneJobs(options: PruneJobsOptions = {}): Promise<readonly PrunedJob[]> {
  const checked = checkOptions(pruneSchema, options);
  const jobs = await planPruning(checked, stateFolder(checked.state));
  const useless = jobs.filter(({ keptFor }) => keptFor === null);
  await removeJobs(useless);
  return useless.map(({ job, reason }) => ({ job: jobName(job), reason }));
}

/**
 * Writes what services found into a file or folder for other tools, as `frameferry export` does, with memory
 * that does not grow with the number of results. Nothing is left of an export that did not come to its end.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit each other or
 *   the results, such as subtitles of images that have no time; `ERR_RESULTS_UNREADABLE` for results that
 *   cannot be read, `ERR_SOURCE_UNREADABLE` for an image that cannot be, `ERR_JOB_UNKNOWN` for a source
 *   without a job, `ERR_LEDGER_UNUSABLE`, `ERR_FOLDER_UNUSABLE` and `ERR_DISK_FULL`. After an abort it rejects
 *   with the reason of `signal`.
 */
export async function exportResults(options: ExportResultsOptions): Promise<ExportReport> {
  const { signal, ...checked } = checkOptions(exportResultsSchema, options);
  return await runExport(checked, async () => {}, signal ?? new AbortController().signal);
}

/**
 * Writes a video again with what services found drawn on it, or the images of a folder, as `frameferry annotate` does,
 * with memory that does not grow with the number of results. Nothing is left of a video that did not come to its end.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit each other or
 *   the results, such as results of another video; `ERR_SOURCE_MISSING` and `ERR_SOURCE_UNREADABLE` for images,
 *   `ERR_VIDEO_UNREADABLE` and what `runVideo` says of a video and of ffmpeg; `ERR_RESULTS_UNREADABLE`,
 *   `ERR_JOB_UNKNOWN`, `ERR_LEDGER_UNUSABLE`, `ERR_FOLDER_UNUSABLE` and `ERR_DISK_FULL`. After an abort it rejects
 *   with the reason of `signal`.
 */
export async function annotateResults(options: AnnotateResultsOptions): Promise<AnnotateReport> {
  const { signal, onProgress, ...checked } = checkOptions(annotateResultsSchema, options);
  const listen = onProgress ?? (() => {});
  return await runAnnotate(checked, listen, signal ?? new AbortController().signal);
}

/**
 * Writes a page about results, as `frameferry report` does, with memory that does not grow with their number. A run
 * writes a fuller one with the option `report`, since results do not tell when frames were sent.
 *
 * @throws FrameferryError as a rejection, never at once: `ERR_OPTION` for options that do not fit, such as a file that
 *   is no earlier report; `ERR_RESULTS_UNREADABLE`, `ERR_JOB_UNKNOWN`, `ERR_LEDGER_UNUSABLE`, `ERR_FOLDER_UNUSABLE` and
 *   `ERR_DISK_FULL`. After an abort it rejects with the reason of `signal`.
 */
export async function reportResults(options: ReportResultsOptions): Promise<ResultsReport> {
  const schema = { ...resultsReportSchema, ...signalSchema };
  const { signal, ...checked } = checkOptions(schema, options);
  return await runResultsReport(checked, () => {}, signal ?? new AbortController().signal);
}
