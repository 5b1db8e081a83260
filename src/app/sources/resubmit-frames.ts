import { FrameferryError } from "../../core/errors.ts";
import { command, option } from "../../core/option-spelling.ts";
import type { RunSummary } from "../../core/summary.ts";
import { jobName } from "../../ledger/job-folder.ts";
import type { FailureKind } from "../../ledger/ledger-reader.ts";
import type { ResubmitOptions } from "../../options/resubmit-options.ts";
import { type ServiceTarget, targetsOfText } from "../../options/service-targets.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { checkDeliveredOptions } from "../images/after-delivery.ts";
import { checkFailureOptions } from "../images/after-failure.ts";
import { checkWrittenPaths, IMAGES, type Sources } from "../paths/check-outputs.ts";
import { deliver, type Delivery } from "../delivery/deliver.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import type { Destination } from "../destination.ts";
import { chosenJobs } from "../jobs/chosen-jobs.ts";
import { Job } from "../jobs/job.ts";
import { failedFramesSource } from "./failed-frames-source.ts";
import { jobPathsIn, stateFolder } from "../jobs/job-paths.ts";
import { failuresOfJob, recordedJobs, type RecordedJob } from "../jobs/recorded-jobs.ts";

/** The failed frames of one job, and where they are to go. */
export interface Resubmission {
  readonly job: RecordedJob;
  /** Why they failed, the most frequent reason first; never empty. */
  readonly kinds: readonly FailureKind[];
  readonly options: ResubmitOptions & Destination;
}

/**
 * Plans the resubmission of each job by these options; changes nothing.
 *
 * @throws FrameferryError for a source without a job, and for options that do not fit.
 */
export async function planResubmissions(
  options: ResubmitOptions,
  folder: string,
): Promise<readonly Resubmission[]> {
  const resubmissions: Resubmission[] = [];
  for (const job of chosenJobs(await recordedJobs(options.sources, folder), options)) {
    const { kinds } = await failuresOfJob(job, options);
    if (kinds.length === 0) continue;
    if (options.crop !== null && job.job.framesFolder !== null) throw alreadySliced(job);
    checkDeliveredOptions(options, job.job.source.paths);
    checkFailureOptions(options, job.job.source.paths);
    checkWrittenPaths({ ...options, state: folder }, sourcesOf(job));
    const to = targetsFor(job, options);
    const deletes = options.delete || emptiesSpool(job, options);
    resubmissions.push({ job, kinds, options: { ...options, to, delete: deletes } });
  }
  if (resubmissions.length > 1 && options.results !== null) throw oneResultsFile(resubmissions);
  return resubmissions;
}

/**
 * Sends the failed frames of a job again. Wherever they go, what becomes of them counts for this job.
 *
 * @throws FrameferryError when nothing could be carried, such as `ERR_JOB_OWNED`.
 */
export async function runResubmission(
  { job, options }: Resubmission,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  const places = jobPathsIn(job.folder, job.job, options);
  const delivery: Delivery = {
    options,
    openJob: async (emit) => await Job.reopen(places, options, emit),
    openSource: async (tools) => failedFramesSource(options, tools),
  };
  return await deliver(delivery, observer, signals);
}

/**
 * Sends all failed frames again that the options mean, one job after the other; no further one is begun after
 * an abort.
 *
 * @throws FrameferryError as `planResubmissions` and `runResubmission`.
 */
export async function runResubmissions(
  options: ResubmitOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<readonly RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const resubmission of await planResubmissions(options, stateFolder(options.state))) {
    // The first one is begun in any case, so that a summary says that it was aborted.
    if (signals.drain.aborted && summaries.length > 0) break;
    summaries.push(await runResubmission(resubmission, observer, signals));
  }
  return summaries;
}

/** @throws FrameferryError `ERR_OPTION` when the job's own services are not on record. */
export function targetsFor(
  { job, folder }: RecordedJob,
  { to }: Pick<ResubmitOptions, "to">,
): readonly ServiceTarget[] {
  if (to !== null) return to;
  if (job.address !== null) return targetsOfText(job.address);
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the ledger has no full address for the service of ${jobName({ folder })}, only ${job.service}`,
    remedy: `name the service: ${option("to", "http://host/predict")}`,
  });
}

/** Sources of a job's frames: a list may name both images and folders of them. */
function sourcesOf({ job: { source, framesFolder } }: RecordedJob): Sources {
  const paths = [...source.paths, ...(framesFolder === null ? [] : [framesFolder])];
  return { files: paths, folders: paths, frames: IMAGES };
}

/** As after any delivery, images of a spool go; those of other folders are the user's. */
function emptiesSpool({ job, folder }: RecordedJob, options: ResubmitOptions): boolean {
  const { spool } = jobPathsIn(folder, job, options);
  return job.framesFolder === spool && options.moveTo === null;
}

/** Images of a video or camera show what was to be sent of it. */
function alreadySliced(job: RecordedJob): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the frames of ${jobName(job)} were cut from a video or camera, and are sent again as they are`,
    remedy: `leave ${option("crop")} out; ${command("run")} slices another part`,
  });
}

function oneResultsFile(resubmissions: readonly Resubmission[]): FrameferryError {
  const names = resubmissions.map(({ job }) => jobName(job)).join(", ");
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `one results file cannot hold the results of several jobs: ${names}`,
    remedy: `leave ${option("results")} out, or name one of these jobs`,
  });
}
