import { closeSync, openSync } from "node:fs";
import { chmod, lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../core/files/make-folder.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { hasModes } from "../core/platform/file-access.ts";

/** Permissions for the owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Permissions of group and others. */
const OTHERS = 0o077;

/**
 * Makes a folder, and its parents, that only its owner may enter; an existing one is left alone. @throws
 * FolderFault
 */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolder(path, FOLDER_MODE);
}

/**
 * Makes an empty file that only its owner may read, unless it exists. For SQLite an empty file is an empty
 * database, and its log gets the permissions of the database.
 *
 * An existing file is not opened: closing it would drop the locks that this process has on it.
 */
export function makePrivateFile(path: string): void {
  try {
    // This process cannot have a lock on a new file yet.
    closeSync(openSync(path, "wx", FILE_MODE));
  } catch {
    // It exists, or whoever opens it next reports the reason.
  }
}

/**
 * Removes the permissions of others from a folder of an older version and its contents. Takes one check if
 * that was done before: the folder itself is changed last.
 *
 * @returns true if nobody else has permissions now; `false` if the file system has none, or the folder
 * belongs to another user.
 */
export async function makePrivate(folder: string): Promise<boolean> {
  if (!hasModes()) return true;
  if (await isPrivate(folder)) return true;
  await tightenContents(folder);
  await chmod(folder, FOLDER_MODE).catch(() => {});
  return await isPrivate(folder);
}

/** Files that vanish meanwhile are ignored; those of other users stay. */
async function tightenContents(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const stats = await lstat(path).catch(() => null);
    if (stats === null || stats.isSymbolicLink()) continue;
    if (stats.isDirectory()) await tightenContents(path);
    await chmod(path, stats.isDirectory() ? FOLDER_MODE : FILE_MODE).catch(() => {});
  }
}

const UNKNOWN = "unknown";

async function isPrivate(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch((error: unknown) => (isAbsence(error) ? null : UNKNOWN));
  return stats === null || (stats !== UNKNOWN && (stats.mode & OTHERS) === 0);
}
