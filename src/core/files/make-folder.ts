import type { Stats } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { constants } from "node:os";
import { dirname, resolve } from "node:path";
import { isAbsence, systemErrorMessage } from "./system-error.ts";

/**
 * Makes a folder and its missing parents; existing ones are left alone.
 *
 * Node's `recursive` is avoided: in a folder where nothing can be made and the system reports `ENOENT`
 * (`/proc`, a network folder that its server has forgotten), it retries forever, with one core busy.
 *
 * @param mode permissions of each new folder.
 * @returns the topmost new folder, absolute; `null` if all existed.
 * @throws FolderFault
 */
export async function makeFolder(path: string, mode = 0o777): Promise<string | null> {
  const missing = await missingFolders(resolve(path));
  for (const folder of missing) await makeOne(folder, mode);
  return missing[0] ?? null;
}

/** Missing folders, topmost first. A dangling link counts as missing. */
async function missingFolders(path: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    const stats = await statIfThere(folder);
    if (stats?.isDirectory() === true) return missing.toReversed();
    if (stats !== null) throw new FolderFault(`${folder} is not a folder`, folder, NO_FOLDER);
    missing.push(folder);
    if (folder === dirname(folder)) return missing.toReversed();
  }
}

async function statIfThere(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw new FolderFault(
      describeFault(error as NodeJS.ErrnoException, path),
      path,
      error as NodeJS.ErrnoException,
    );
  }
}

async function makeOne(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const fault = error as NodeJS.ErrnoException;
    // Another process has made it in the meantime.
    const stats = fault.code === "EEXIST" ? await stat(folder).catch(() => null) : null;
    if (stats?.isDirectory() !== true)
      throw new FolderFault(describeFault(fault, folder), folder, fault);
  }
}

function describeFault(fault: NodeJS.ErrnoException, folder: string): string {
  switch (fault.code) {
    case "EEXIST":
      return `${folder} is a broken link`;
    case "ENOENT":
      return `nothing can be made in ${dirname(folder)}`;
    default:
      return `${systemErrorMessage(fault)}, ${folder}`;
  }
}

/** The reason why a folder cannot be made: the system's error, and the parent at fault. */
export class FolderFault extends Error {
  readonly code: string | undefined;
  readonly errno: number | undefined;
  readonly syscall = "mkdir";
  readonly path: string;

  constructor(message: string, path: string, cause: NodeJS.ErrnoException) {
    super(message, { cause });
    this.code = cause.code;
    this.errno = cause.errno;
    this.path = path;
  }
}

const NO_FOLDER = Object.assign(new Error("not a directory"), {
  code: "ENOTDIR",
  errno: -constants.errno.ENOTDIR,
});
