import type { FrameRecord } from "../../ledger/frame-record.ts";
import { jobName, type JobSource } from "../../ledger/job-folder.ts";
import type { FailureKind } from "../../ledger/ledger-reader.ts";
import type { FailuresOptions } from "../../options/lookup-options.ts";
import { chosenJobs } from "./chosen-jobs.ts";
import { imagePath } from "./frame-identities.ts";
import { stateFolder } from "./job-paths.ts";
import { failuresOfJob, recordedJobs, type RecordedJob } from "./recorded-jobs.ts";

/** The failed frames of one job, which wait to be sent again. */
export interface JobFailures {
  /** Name of the job. */
  readonly job: string;
  /** Source of its frames, with absolute paths. */
  readonly source: JobSource;
  /** Address of its service without secrets, with commas between several, or the name that was given. */
  readonly service: string;
  /** Number of failed frames, of those that were asked for. */
  readonly failed: number;
  /** Why, the most frequent reason first. */
  readonly reasons: readonly FailureKind[];
  /** The frames, in the order of their paths; no more than `maxFrames`. */
  readonly failures: readonly FailedFrame[];
}

/** A frame that has failed, under the names that a line of the results has. */
export interface FailedFrame {
  /** The video or the watched folder, by its real path. */
  readonly source: string;
  /** Path of the image below the frames folder. */
  readonly frame: string;
  /** Place in the video, from 0; `null` where unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` where unknown. */
  readonly ptsSeconds: number | null;
  /** HTTP status of the last answer; `null` if there was none. */
  readonly status: number | null;
  /** Number of attempts to send it. */
  readonly attempts: number;
  /** Why it was not delivered: one line of at most 200 characters. */
  readonly reason: string | null;
  /** Time of the failure, in ISO 8601 and UTC. */
  readonly failedAt: string;
  /** Absolute path of the image, which may be gone by now. */
  readonly image: string;
  /** Key by which a service recognizes a frame that it has had before. */
  readonly idempotencyKey: string;
}

/** Failures, and the record of the job that they are of. */
export type FoundFailures = readonly [job: RecordedJob, failures: JobFailures];

/**
 * Failed frames of some sources, an entry for each job, including jobs that a process works on.
 *
 * @throws FrameferryError `ERR_JOB_UNKNOWN` for a source without a job, `ERR_LEDGER_UNUSABLE`.
 */
export async function findFailures(options: FailuresOptions): Promise<readonly FoundFailures[]> {
  const found: FoundFailures[] = [];
  const jobs = await recordedJobs(options.sources, stateFolder(options.state));
  for (const job of chosenJobs(jobs, { ...options, routes: [] }))
    found.push([job, await failuresOf(job, options)]);
  return found;
}

async function failuresOf(recorded: RecordedJob, options: FailuresOptions): Promise<JobFailures> {
  const { source, service, framesFolder } = recorded.job;
  const { kinds, frames } = await failuresOfJob(recorded, options);
  return {
    job: jobName(recorded),
    source,
    service,
    failed: kinds.reduce((sum, { count }) => sum + count, 0),
    reasons: kinds,
    failures: frames.map((frame) => failedFrame(frame, framesFolder)),
  };
}

function failedFrame(frame: FrameRecord, framesFolder: string | null): FailedFrame {
  const { source, relativePath, index, ptsSeconds, status, attempts, reason } = frame;
  return {
    source,
    frame: relativePath,
    index,
    ptsSeconds,
    status,
    attempts,
    reason,
    failedAt: new Date(frame.settledAtMs).toISOString(),
    image: imagePath(framesFolder, frame),
    idempotencyKey: frame.idempotencyKey,
  };
}
