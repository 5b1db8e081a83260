import { FrameferryError } from "../../core/errors.ts";
import { jobName, type JobSource } from "../../ledger/job-folder.ts";
import type { LeftOutCounts } from "../../core/selection-rule.ts";
import type { JobOwner } from "../../ledger/job-owner.ts";
import { type JobSize, sizeOfJob } from "../../ledger/job-size.ts";
import type { StateCounts } from "../../ledger/ledger-reader.ts";
import { type LedgerJob, listJobs, type UnreadableJob } from "../../ledger/list-jobs.ts";
import type { StatusOptions } from "../../options/lookup-options.ts";
import { stateFolder } from "./job-paths.ts";

/** A job that is on record: what it was told to do, and how far it is. */
export interface JobStatus {
  /** Its name, by which other functions and commands find it. */
  readonly job: string;
  /** Absolute path of the folder that holds its ledger, its results and its spool. */
  readonly folder: string;
  /** Source of its frames, with absolute paths; `null` if it was never recorded. */
  readonly source: JobSource | null;
  /**
   * Address of its service without secrets, with commas between several, or the name that was given; `null`
   * if it was never recorded.
   */
  readonly service: string | null;
  /** Absolute path of the folder that the images lie in; `null` where each frame's source tells. */
  readonly framesFolder: string | null;
  /** Frames that the slice has in all; `null` until it has come to its end, or where nothing is sliced. */
  readonly frameCount: number | null;
  /** Frames on record, by what became of them. */
  readonly counts: StateCounts;
  /** Frames that a broker has taken and nobody has answered yet; the counts have them as pending. */
  readonly handedOver: number;
  /** Frames left out by each rule, such as `{"similar": 1204}`; they are part of the skipped ones. */
  readonly skippedBy: LeftOutCounts;
  /** Space that it takes on the disk; `null` if its folder may not be read. */
  readonly bytes: JobBytes | null;
  /** Process that works on it now; `null` if none does. */
  readonly owner: JobOwner | null;
}

/** A job whose ledger cannot be read. */
export interface UnreadableJobStatus extends Pick<JobStatus, "job" | "folder" | "bytes"> {
  /** Why not, and what can be done about it. */
  readonly problem: Pick<FrameferryError, "code" | "message" | "remedy">;
}

/** Disk usage of a job, in bytes. */
export interface JobBytes {
  /** The ledger with its log and its locks. */
  readonly ledger: number;
  /** The results that lie in its folder. */
  readonly results: number;
  /** The images in its spool. */
  readonly images: number;
}

/** `null` for the size of a job that nobody may look into. */
export type SizedJob = readonly [job: LedgerJob | UnreadableJob, size: JobSize | null];

/**
 * Every job below the state folder, in the order of their names; their owners may be at work meanwhile.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` if the state folder cannot be read.
 */
export async function jobsOnRecord(options: StatusOptions): Promise<readonly SizedJob[]> {
  const jobs: SizedJob[] = [];
  for (const job of await listJobs(stateFolder(options.state)))
    jobs.push([job, await sizeIfSeen(job)]);
  return jobs;
}

/** A job as the library and JSON show it. */
export function jobStatus([job, size]: SizedJob): JobStatus | UnreadableJobStatus {
  const name = jobName(job);
  const bytes = size && {
    ledger: size.ledgerBytes,
    results: size.resultsBytes,
    images: size.imagesBytes,
  };
  if ("problem" in job) {
    const { code, message, remedy } = job.problem;
    return { job: name, folder: job.folder, bytes, problem: { code, message, remedy } };
  }
  const { folder, job: info, counts, handedOver, skippedBy, owner } = job;
  const { source = null, service = null, framesFolder = null, frameCount = null } = info ?? {};
  const facts = { source, service, framesFolder, frameCount };
  return { job: name, folder, ...facts, counts, handedOver, skippedBy, bytes, owner };
}

async function sizeIfSeen({ folder }: LedgerJob | UnreadableJob): Promise<JobSize | null> {
  try {
    return await sizeOfJob(folder);
  } catch (error) {
    if (error instanceof FrameferryError) return null;
    throw error;
  }
}
