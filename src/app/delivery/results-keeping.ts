import { DEFAULT_RETENTION_MS } from "../../options/record-options.ts";
import type { ResultsOptions } from "../../options/results-options.ts";
import type { ResultsLimits } from "../../results/rotation-policy.ts";
import type { ResultsFileOptions } from "../../results/results-file.ts";
import type { RotationOptions } from "../../results/rotating-file.ts";
import type { Job } from "../jobs/job.ts";

/**
 * Limits on the results that are kept of a run.
 *
 * A file that somebody has named is only ever added to, unless they ask for more. What lies in the state
 * folder has limits that suit a camera on a small disk; but what has an end keeps all its answers for as
 * long as `--results-retention` says, for they may have cost more than their room.
 *
 * @param isEndless true if the run has no end of its own.
 */
export function resultsKeeping(options: ResultsOptions, isEndless: boolean): RotationOptions {
  const isOwn = options.results === null;
  const overwrites = options.resultsOverwrite;
  return { isOwn, overwrites, limits: limitsOf(options, isOwn, isEndless) };
}

/** Where the last lines of a file are named that several runs may write; each run has its own in the state folder. */
export function resultsJournal(
  { results }: ResultsOptions,
  { places, previous }: Pick<Job, "places" | "previous">,
): NonNullable<ResultsFileOptions["journal"]> | null {
  return results === null ? null : { folder: places.folder, isNew: previous === null };
}

function limitsOf(
  { resultsMaxSizeBytes, resultsRetentionMs }: ResultsOptions,
  isOwn: boolean,
  isEndless: boolean,
): ResultsLimits | null {
  const maxBytes = resultsMaxSizeBytes ?? (isOwn && isEndless ? USUAL_BYTES : 0);
  const keepMs = resultsRetentionMs ?? (isOwn ? DEFAULT_RETENTION_MS : Number.POSITIVE_INFINITY);
  if (maxBytes === 0 && keepMs === Number.POSITIVE_INFINITY) return null;
  return { maxBytes: maxBytes === 0 ? Number.POSITIVE_INFINITY : maxBytes, keepMs };
}

/** Ten hours of 100 frames a second with 270 bytes for each, or a week of five. */
const USUAL_BYTES = 1_000_000_000;
