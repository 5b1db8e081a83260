import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { isSystemError } from "../../core/files/system-error.ts";
import { command, option } from "../../core/option-spelling.ts";
import { jobName } from "../../ledger/job-folder.ts";
import { checkResults } from "../../results/examine-results.ts";
import { unreadableResults } from "../../results/results-fault.ts";
import { ownResultsFiles, withRotatedFiles } from "../../results/rotated-files.ts";
import { stateFolder } from "../jobs/job-paths.ts";
import { recordedJobs, type RecordedJob } from "../jobs/recorded-jobs.ts";

/** Results that were named together. */
export interface ResultsSet {
  /** Absolute paths, the oldest first. */
  readonly files: readonly string[];
  /** Folder of the images of their job; `null` if each source tells. */
  readonly framesFolder: string | null;
}

/**
 * Results files of what was named: a results file with those set aside from it, or those of a job.
 *
 * @throws FrameferryError `ERR_RESULTS_UNREADABLE`, `ERR_JOB_UNKNOWN`, `ERR_LEDGER_UNUSABLE`, and
 *   `ERR_OPTION` for a source with several jobs.
 */
export async function resultsSet(source: string, state: string | null): Promise<ResultsSet> {
  try {
    if (isResultsFile(source))
      return { files: await withRotatedFiles(resolve(source)), framesFolder: null };
  } catch (cause) {
    if (isSystemError(cause)) throw unreadableResults(source, cause);
    throw cause;
  }
  return await resultsOfJob(source, state);
}

async function resultsOfJob(source: string, state: string | null): Promise<ResultsSet> {
  const jobs = await jobsOrNoFile(source, state);
  const [job] = jobs;
  if (job === undefined || jobs.length > 1) throw severalJobs(source, jobs);
  const files = await ownResultsFiles(join(job.folder, "results"));
  if (files.length === 0) throw noResults(job);
  return { files, framesFolder: job.job.framesFolder };
}

/** True for a file that begins and ends with results. */
function isResultsFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return false;
  if (RESULTS_NAME.test(path)) return true;
  try {
    checkResults(path, stats.size);
    return stats.size > 0;
  } catch (error) {
    if (error instanceof FrameferryError && error.code === "ERR_OPTION") return false;
    throw error;
  }
}

const RESULTS_NAME = /\.jsonl$/iu;

async function jobsOrNoFile(source: string, state: string | null): Promise<readonly RecordedJob[]> {
  if (RESULTS_NAME.test(source))
    throw new FrameferryError({
      code: "ERR_RESULTS_UNREADABLE",
      kind: "source",
      message: `there is no results file ${source}`,
      remedy: "check the path",
    });
  return await recordedJobs([source], stateFolder(state));
}

function severalJobs(source: string, jobs: readonly RecordedJob[]): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${source} has ${jobs.length} jobs, whose results are of different services`,
    remedy: `name one of them: ${jobs.map(jobName).join(", ")}`,
  });
}

function noResults(job: RecordedJob): FrameferryError {
  return new FrameferryError({
    code: "ERR_RESULTS_UNREADABLE",
    kind: "source",
    message: `the job ${jobName(job)} has no results in the state folder`,
    remedy: `if ${option("results")} named a file in the run, name that file; else ${command("run")} the source again, or look at what ${command("status")} shows`,
  });
}
