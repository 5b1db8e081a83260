import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { ownJob } from "./job-owner.ts";

/**
 * Removes a job with its ledger, its results and its spool. The ledger goes last, so that whoever is
 * killed meanwhile leaves a job that can be found and removed again.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` if somebody works on it, `ERR_FOLDER_UNUSABLE` if it cannot be removed.
 */
export async function removeJob(folder: string): Promise<void> {
  const ownership = await ownJob(folder);
  try {
    const names = await readdir(folder);
    for (const name of names.filter((other) => !IS_RECORD.test(other))) await remove(folder, name);
    for (const name of names.filter((other) => other.startsWith("ledger.")))
      await remove(folder, name);
    // An open file keeps its folder on Windows; elsewhere nobody may take the job before it is gone.
    if (process.platform === "win32") await ownership.release();
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
