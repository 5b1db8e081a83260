import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { canRemoveOpenFiles } from "../core/platform/file-access.ts";
import { acquireJob } from "./job-owner.ts";

/**
 * Removes a job with its ledger, its results and its spool. The ledger is removed last, so that an
 * interrupted removal leaves a job that can be listed and removed again.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` if it is running, `ERR_FOLDER_UNUSABLE` if it cannot be removed.
 */
export async function removeJob(folder: string): Promise<void> {
  const ownership = await acquireJob(folder);
  try {
    const names = await readdir(folder);
    for (const name of names.filter((other) => !IS_RECORD.test(other))) await remove(folder, name);
    for (const name of names.filter((other) => other.startsWith("ledger.")))
      await remove(folder, name);
    // On Windows an open file keeps its folder; elsewhere nobody may own the job before it is removed.
    if (!canRemoveOpenFiles()) await ownership.release();
    await rm(folder, { recursive: true, force: true });
  } catch (cause) {
    throw unremovable(folder, cause as Error);
  } finally {
    await ownership.release();
  }
}

const IS_RECORD = /^(?:ledger|owner)\./u;

async function remove(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { recursive: true, force: true });
}

function unremovable(folder: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the folder ${folder} cannot be removed: ${cause.message}`,
    remedy: "make it and its parent writable, and run the same command again",
    cause,
  });
}
