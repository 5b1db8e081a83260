import { lstat, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { sizeOfJob } from "../../ledger/job-size.ts";
import { type LedgerJob, listJobs } from "../../ledger/list-jobs.ts";
import { readLedger } from "../../ledger/open-ledger.ts";
import type { PruneOptions } from "../../options/forget-options.ts";
import { type ForgottenJob, undeliveredIn } from "./forget-jobs.ts";
import { fileStillExists } from "./frame-identities.ts";
import { STANDARD_INPUT, STREAM_NAME } from "./standard-input.ts";

/** Why a job is of no use any more. */
export type PruneReason = "sourceGone" | "finished";

/** A job that was removed, and why. */
export interface PrunedJob {
  /** Its name, as `frameferry status` shows it. */
  readonly job: string;
  /** Why it was of no use any more. */
  readonly reason: PruneReason;
}

/** A job that may go, or would go if it held nothing undelivered. */
export interface PrunableJob extends ForgottenJob {
  readonly job: LedgerJob;
  readonly reason: PruneReason;
  /** Reason to keep it, in words; `null` if there is none. */
  readonly keptFor: string | null;
}

/** The jobs that nobody works on and that are of no use any more; changes nothing. */
export async function planPruning(
  { olderThanMs }: Pick<PruneOptions, "olderThanMs">,
  stateFolder: string,
  nowMs: number = Date.now(),
): Promise<readonly PrunableJob[]> {
  const prunable: PrunableJob[] = [];
  for (const job of await listJobs(stateFolder)) {
    if ("problem" in job || job.owner !== null) continue;
    const size = await sizeOfJob(job.folder);
    const isOld = nowMs - size.changedAtMs >= olderThanMs;
    const reason = await reasonToPrune(job, isOld);
    if (reason === null) continue;
    prunable.push({ job, size, reason, keptFor: undeliveredIn({ job, size }) });
  }
  return prunable;
}

async function reasonToPrune(job: LedgerJob, isOld: boolean): Promise<PruneReason | null> {
  const { paths = [], kind } = job.job?.source ?? {};
  // Nobody can tell whether a camera is gone for good, and its frames do not come again.
  if (kind === "live") return isOld ? "finished" : null;
  const areGone = await Promise.all(paths.map(isGone));
  if (paths.length > 0 && areGone.every(Boolean)) return "sourceGone";
  return isOld && (await isFinished(job)) ? "finished" : null;
}

/** True if the same command would find nothing to do, or has a whole video to begin with. */
async function isFinished({ folder, job, counts }: LedgerJob): Promise<boolean> {
  if (counts.pending > 0) return false;
  if (job?.source.kind === "video") {
    const settled = counts.delivered + counts.failed + counts.skipped + counts.dropped;
    return job.frameCount !== null && settled >= job.frameCount;
  }
  await using ledger = await readLedger(folder);
  return ledger === null || !(await anyStillExists(ledger.frames()));
}

/** A frame that is forgotten while its image is there would be sent again. */
async function anyStillExists(frames: Iterable<FrameIdentity>): Promise<boolean> {
  for (const frame of frames) if (await fileStillExists(frame)) return true;
  return false;
}

/**
 * True if a source was removed. One that nobody may look at was not; nor was one below a folder that
 * is empty, for that is how the place of a disk looks that is not mounted.
 */
async function isGone(path: string): Promise<boolean> {
  // A list and a stream lie in the directory that they were read in.
  const name = basename(path);
  const cameByPipe = name === STANDARD_INPUT || name.startsWith(STREAM_NAME);
  const place = cameByPipe ? dirname(path) : path;
  if (!(await isMissing(place))) return false;
  let above = dirname(place);
  while ((await isMissing(above)) && above !== dirname(above)) above = dirname(above);
  return (await readdir(above).catch(() => [])).length > 0;
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR";
  }
}
