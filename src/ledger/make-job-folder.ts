import { mkdir, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { jobsFolder, sourceLocksFolder } from "./job-folder.ts";
import { makePrivate, makePrivateFolder } from "./private-files.ts";

/**
 * Makes the folder of a job for its owner alone, and takes the rights of all others from what an older
 * frameferry has made: the folder of all jobs and below, and a state folder that holds nothing else.
 *
 * @returns whether nobody else can read it now.
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE`.
 */
export async function makeJobFolder(folder: string): Promise<boolean> {
  const jobs = dirname(folder);
  const state = dirname(jobs);
  const isInState = jobsFolder(state) === jobs;
  try {
    // What leads to the state folder is not ours.
    if (isInState) await mkdir(dirname(state), { recursive: true });
    await makePrivateFolder(folder);
  } catch (cause) {
    throw unusable(folder, cause as Error);
  }
  if (!isInState) return await makePrivate(folder);
  const sources = sourceLocksFolder(folder);
  if (await holdsOnly(state, [basename(jobs), basename(sources)])) await makePrivate(state);
  const areSourcesPrivate = await makePrivate(sources);
  return (await makePrivate(jobs)) && areSourcesPrivate && (await makePrivate(folder));
}

async function holdsOnly(folder: string, names: readonly string[]): Promise<boolean> {
  // What cannot be listed may hold anything.
  const found = await readdir(folder).catch(() => null);
  return found?.every((name) => names.includes(name)) ?? false;
}

function unusable(folder: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the job's folder ${folder} cannot be made: ${cause.message}`,
    remedy: "make its parent writable, or choose another folder with --state",
    cause,
  });
}
