import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { makeFolder } from "../core/files/make-folder.ts";
import { option } from "../core/option-spelling.ts";
import { jobsFolder, sourceLocksFolder } from "./job-folder.ts";
import { makePrivate, makePrivateFolder } from "./private-files.ts";

/**
 * Makes the folder of a job for its owner alone, and removes the permissions of others from folders of
 * older versions: the folder of all jobs and below, and a state folder that contains nothing else.
 *
 * @returns true if nobody else can read it.
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE`.
 */
export async function makeJobFolder(folder: string): Promise<boolean> {
  const jobs = dirname(folder);
  const state = dirname(jobs);
  const isInState = jobsFolder(state) === jobs;
  try {
    // Parents of the state folder belong to the user.
    if (isInState) await makeFolder(dirname(state));
    await makePrivateFolder(folder);
  } catch (cause) {
    throw cannotBeMade(`the job's folder ${folder}`, cause as NodeJS.ErrnoException);
  }
  if (!isInState) return await makePrivate(folder);
  const sources = sourceLocksFolder(folder);
  if (await holdsOnly(state, [basename(jobs), basename(sources)])) await makePrivate(state);
  const areSourcesPrivate = await makePrivate(sources);
  return (await makePrivate(jobs)) && areSourcesPrivate && (await makePrivate(folder));
}

async function holdsOnly(folder: string, names: readonly string[]): Promise<boolean> {
  // A folder that cannot be listed may contain anything.
  const found = await readdir(folder).catch(() => null);
  return found?.every((name) => names.includes(name)) ?? false;
}

/** Error about a folder in the state folder that cannot be made. @param what description with its path. */
export function cannotBeMade(what: string, cause: NodeJS.ErrnoException): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  const way = isFull ? "make room" : "make its parent writable";
  const other = `choose another folder with ${option("state")}`;
  return new FrameferryError({
    code: isFull ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `${what} cannot be made: ${cause.message}`,
    remedy: cause.code === "ENOTDIR" ? other : `${way}, or ${other}`,
    cause,
  });
}
