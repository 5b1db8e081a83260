import { lstat, readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { isAbsence, isSystemError, systemWords } from "../core/system-error.ts";

/** What the folder of a job takes on the disk. */
export interface JobSize {
  /** Bytes of the ledger, its log and its locks. */
  readonly ledgerBytes: number;
  readonly resultsBytes: number;
  readonly imagesBytes: number;
  /** Images in the spool. */
  readonly imageCount: number;
  /** When the ledger was last written, in milliseconds since 1970. */
  readonly changedAtMs: number;
}

/**
 * Looks at every file of a job, 20 microseconds each; one that vanishes meanwhile counts as none.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` where nobody may look, as into another user's job.
 */
export async function sizeOfJob(folder: string): Promise<JobSize> {
  const size = { ledgerBytes: 0, resultsBytes: 0, imagesBytes: 0, imageCount: 0, changedAtMs: 0 };
  for (const name of await namesIn(folder)) {
    const stats = await lstat(join(folder, name)).catch(() => null);
    if (stats?.isFile() !== true) continue;
    const [room] = name.split(sep);
    if (room === "frames") {
      size.imagesBytes += stats.size;
      size.imageCount += 1;
    } else if (room === "results") size.resultsBytes += stats.size;
    else size.ledgerBytes += stats.size;
    // An empty log is made by whoever reads the ledger.
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
      message: `the job's folder ${folder} cannot be read: ${systemWords(cause)}`,
      remedy: "make it readable for this user",
      cause,
    });
  }
}
