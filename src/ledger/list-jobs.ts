import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";
import { jobsFolder } from "./job-folder.ts";
import type { LeftOutCounts } from "../core/selection-rule.ts";
import type { JobInfo } from "./job-info.ts";
import { type JobOwner, ownerOfJob } from "./job-owner.ts";
import type { StateCounts } from "./ledger-reader.ts";
import { readLedger } from "./open-ledger.ts";

/** A job as shown by `status`. */
export interface LedgerJob {
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Settings of the job; `null` if they were never recorded. */
  readonly job: JobInfo | null;
  readonly counts: StateCounts;
  /** Frames that a broker has taken and nobody has answered yet. */
  readonly handedOver: number;
  /** Frames that rules have left out; part of the skipped ones. */
  readonly skippedBy: LeftOutCounts;
  /** Current owner; `null` if there is none. */
  readonly owner: JobOwner | null;
}

/** A job whose ledger cannot be read. */
export interface UnreadableJob {
  readonly folder: string;
  readonly problem: FrameferryError;
}

/**
 * All jobs in the state folder, in the order of their names; jobs may be running meanwhile.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` if the state folder cannot be read.
 */
export async function listJobs(
  stateFolder: string,
): Promise<readonly (LedgerJob | UnreadableJob)[]> {
  const jobs: (LedgerJob | UnreadableJob)[] = [];
  for (const folder of await foldersIn(jobsFolder(resolve(stateFolder)))) {
    const job = await readJob(folder);
    if (job !== null) jobs.push(job);
  }
  return jobs;
}

async function readJob(folder: string): Promise<LedgerJob | UnreadableJob | null> {
  try {
    await using ledger = await readLedger(folder);
    if (ledger === null) return null;
    const owner = await ownerOfJob(folder);
    const [counts, skippedBy] = [ledger.counts(), ledger.skippedBy()];
    const handedOver = ledger.handedOver();
    return { folder, job: ledger.job(), counts, handedOver, skippedBy, owner };
  } catch (problem) {
    if (problem instanceof FrameferryError) return { folder, problem };
    throw problem;
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted().map((name) => join(folder, name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new FrameferryError({
      code: "ERR_FOLDER_UNUSABLE",
      kind: "environment",
      message: `the folder of all jobs, ${folder}, cannot be read: ${(cause as Error).message}`,
      remedy: `make it readable, or choose another folder with ${option("state")}`,
      cause,
    });
  }
}
