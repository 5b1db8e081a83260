import { formatCount } from "../../core/text/format-count.ts";
import { FrameferryError } from "../../core/errors.ts";
import { byReader, option } from "../../core/option-spelling.ts";
import { jobName } from "../../ledger/job-folder.ts";
import { type JobSize, sizeOfJob } from "../../ledger/job-size.ts";
import { jobOwned } from "../../ledger/job-owner.ts";
import type { LedgerJob, UnreadableJob } from "../../ledger/list-jobs.ts";
import { removeJob } from "../../ledger/remove-job.ts";
import type { ForgetOptions } from "../../options/forget-options.ts";
import { jobsOf } from "./recorded-jobs.ts";

/** A job that is to be removed, or was. */
export interface ForgottenJob {
  readonly job: LedgerJob | UnreadableJob;
  readonly size: JobSize;
}

/**
 * The jobs that are meant; changes nothing.
 *
 * @throws FrameferryError `ERR_JOB_UNKNOWN`, `ERR_JOB_OWNED` if somebody works on one of them, and
 * `ERR_JOB_HAS_FAILURES` if one holds what has not been delivered, unless that is to go with it.
 */
export async function planForgetting(
  { sources, withFailures }: Omit<ForgetOptions, "state">,
  stateFolder: string,
): Promise<readonly ForgottenJob[]> {
  const planned: ForgottenJob[] = [];
  for (const job of await jobsOf(sources, stateFolder)) {
    if (!("problem" in job) && job.owner !== null) throw jobOwned(job.folder, job.owner);
    const size = await sizeOfJob(job.folder);
    const undelivered = undeliveredIn({ job, size });
    if (undelivered !== null && !withFailures) throw hasFailures(jobName(job), undelivered);
    planned.push({ job, size });
  }
  return planned;
}

/** Removes jobs. @throws FrameferryError `ERR_JOB_OWNED` if somebody has begun to work on one. */
export async function removeJobs(jobs: readonly ForgottenJob[]): Promise<void> {
  for (const { job } of jobs) await removeJob(job.folder);
}

/** Undelivered contents of a job, as text; `null` for none. */
export function undeliveredIn({ job, size }: ForgottenJob): string | null {
  if ("problem" in job) return "a ledger that cannot be read";
  const parts: string[] = [];
  if (job.counts.failed > 0) parts.push(formatCount(job.counts.failed, "failed frame"));
  if (size.imageCount > 0) parts.push(`${formatCount(size.imageCount, "image")} in its spool`);
  return parts.length === 0 ? null : parts.join(" and ");
}

function hasFailures(name: string, undelivered: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_JOB_HAS_FAILURES",
    kind: "usage",
    message: `the job ${name} still holds ${undelivered}; nothing was removed`,
    remedy: byReader({
      commandLine: `send them with: frameferry resubmit ${name}; or give them up with: frameferry forget ${name} ${option("withFailures", true)}`,
      library: `send them with resubmitFrames, or give them up with ${option("withFailures", true)}`,
    }),
  });
}
