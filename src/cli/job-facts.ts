import { jobName } from "../ledger/job-folder.ts";
import type { JobSize } from "../ledger/job-size.ts";
import type { KnownJob, UnreadableJob } from "../ledger/list-jobs.ts";

/** A job as JSON shows it. */
export function jobFacts(job: KnownJob | UnreadableJob, size: JobSize | null): object {
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
  const { folder, job: info, counts, owner } = job;
  const { source = null, service = null, framesFolder = null, frameCount = null } = info ?? {};
  return { job: name, folder, source, service, framesFolder, frameCount, counts, bytes, owner };
}
