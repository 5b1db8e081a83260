import { basename, dirname, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { realPath } from "../../core/files/real-path.ts";
import { command } from "../../core/option-spelling.ts";
import { jobName } from "../../ledger/job-folder.ts";
import type { JobInfo } from "../../ledger/job-info.ts";
import { type LedgerJob, listJobs, type UnreadableJob } from "../../ledger/list-jobs.ts";
import { readLedger } from "../../ledger/open-ledger.ts";
import type { FailureSelection } from "../../options/lookup-options.ts";
import { withoutBareSecrets } from "../../slicer/live/bare-address.ts";
import { shownSource } from "../../slicer/live/live-address.ts";
import { type SelectedFailures, selectedFailures } from "./selected-failures.ts";
import { STANDARD_INPUT, STREAM_NAME } from "./standard-input.ts";

/** A job that was told what to do. */
export interface RecordedJob extends LedgerJob {
  readonly job: JobInfo;
}

/**
 * The jobs of sources, including those that a process works on: each that has one of these paths among
 * its own, or that has one of these names.
 *
 * @throws FrameferryError `ERR_JOB_UNKNOWN` for a source without any, and the problem of a ledger
 * that is named and cannot be read.
 */
export async function recordedJobs(
  sources: readonly string[],
  stateFolder: string,
): Promise<readonly RecordedJob[]> {
  const found: RecordedJob[] = [];
  for (const job of await jobsOf(sources, stateFolder)) {
    if ("problem" in job) throw job.problem;
    if (isRecorded(job)) found.push(job);
  }
  return found;
}

/** The same, with those whose ledger cannot be read. @throws FrameferryError `ERR_JOB_UNKNOWN`. */
export async function jobsOf(
  sources: readonly string[],
  stateFolder: string,
): Promise<readonly (LedgerJob | UnreadableJob)[]> {
  const known = await listJobs(stateFolder);
  const found = new Set<LedgerJob | UnreadableJob>();
  for (const source of sources) {
    const jobs = known.filter((job) => isOf(job, source));
    if (jobs.length === 0) {
      // Where the working directory is gone, nobody can tell what a path means: that is the error then.
      resolve(source);
      throw unknownJob(source, stateFolder, known);
    }
    for (const job of jobs) found.add(job);
  }
  return [...found];
}

function isOf(job: LedgerJob | UnreadableJob, source: string): boolean {
  if (jobName(job) === source) return true;
  if ("problem" in job || job.job === null) return false;
  const { paths } = job.job.source;
  if (source === STANDARD_INPUT && paths.some(isStreamOfHere)) return true;
  if (job.job.source.kind === "live") return paths.includes(shownSource(source));
  // A link may be gone by now, or lead elsewhere; older records name it as it was given.
  return paths.includes(realPath(source)) || paths.includes(resolve(source));
}

/** True if a path stands for a video that came through standard input in the working directory. */
function isStreamOfHere(path: string): boolean {
  return dirname(path) === realPath(".") && basename(path).startsWith(STREAM_NAME);
}

function isRecorded(job: LedgerJob): job is RecordedJob {
  return job.job !== null;
}

/** Failed frames of a job. @throws FrameferryError `ERR_LEDGER_UNUSABLE` if the ledger cannot be read. */
export async function failuresOfJob(
  { folder }: LedgerJob,
  selection: Partial<FailureSelection>,
): Promise<SelectedFailures> {
  await using ledger = await readLedger(folder);
  return ledger === null ? { kinds: [], frames: [] } : selectedFailures(ledger, selection);
}

function unknownJob(
  source: string,
  stateFolder: string,
  known: readonly (LedgerJob | UnreadableJob)[],
): FrameferryError {
  const unreadable = known.filter((job) => "problem" in job).length;
  const hidden = unreadable === 0 ? "" : `; ${unreadable} of their ledgers cannot be read`;
  return new FrameferryError({
    code: "ERR_JOB_UNKNOWN",
    kind: "source",
    message: `no job of ${withoutBareSecrets(shownSource(source))} is on record in ${stateFolder}`,
    remedy: `${command("status")} shows every job${hidden}`,
  });
}
