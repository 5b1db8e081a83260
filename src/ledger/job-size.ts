import { lstat, readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../core/files/system-error.ts";

/** Disk usage of a job's folder. */
export interface JobSize {
  /** Size of the ledger, its log and its locks, in bytes. */
  readonly ledgerBytes: number;
  readonly resultsBytes: number;
  readonly imagesBytes: number;
  /** Number of images in the spool. */
  readonly imageCount: number;
  /** Time of the last write to the ledger, in milliseconds since 1970. */
  readonly changedAtMs: number;
}

/**
 * Adds up all files of a job, 20 microseconds each; files that vanish meanwhile are ignored.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` without permission, such as for another user's job.
 */
export async function sizeOfJob(folder: string): Promise<JobSize> {
  const size = { ledgerBytes: 0, resultsBytes: 0, imagesBytes: 0, imageCount: 0, changedAtMs: 0 };
  for (const name of await namesIn(folder)) {
    const stats = await lstat(join(folder, name)).catch(() => null);
    if (stats?.isFile() !== true) continue;
    const [subfolder] = name.split(sep);
    if (subfolder === "frames") {
      size.imagesBytes += stats.size;
      size.imageCount += 1;
    } else if (subfolder === "results") size.resultsBytes += stats.size;
    else size.ledgerBytes += stats.size;
    // Readers create empty logs.
    if (name === "ledger.db" || (name === "ledger.db-wal" && stats.size > 0))
      size.changedAtMs = Math.max(size.changedAtMs, stats.mtimeMs);
  }
  return size;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (cause) {
    if (isAbsence(cause)) return [];
    if (!isSystemError(cause)) throw cause;
    throw new FrameferryError({
      code: "ERR_FOLDER_UNUSABLE",
      kind: "environment",
      message: `the job's folder ${folder} cannot be read: ${systemErrorMessage(cause)}`,
      remedy: "make it readable for this user",
      cause,
    });
  }
}
