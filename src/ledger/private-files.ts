import { closeSync, openSync } from "node:fs";
import { chmod, lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../core/make-folder.ts";
import { isAbsence } from "../core/system-error.ts";

/** Rights for the owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Rights of anybody else. */
const OTHERS = 0o077;

/** Makes a folder, and its parents, which only its owner may enter; leaves one alone that is there. @throws FolderFault */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolder(path, FOLDER_MODE);
}

/**
 * Makes an empty file that only its owner may read, unless there is one. For SQLite an empty file is
 * an empty database, and its log gets the rights of the database.
 *
 * A file that is there is not opened: closing it would drop the locks that this process has on it.
 */
export function makePrivateFile(path: string): void {
  try {
    // Nobody of this process may lock it before it is closed here.
    closeSync(openSync(path, "wx", FILE_MODE));
  } catch {
    // It is there already, or whoever opens it next says why it cannot be.
  }
}

/**
 * Takes the rights of all others from a folder and what lies in it, as an older frameferry has made
 * it. One look where that was done before: the folder itself comes last.
 *
 * @returns whether nobody else has any rights now; `false` where the file system keeps none, or where
 * the folder belongs to another user.
 */
export async function makePrivate(folder: string): Promise<boolean> {
  if (process.platform === "win32") return true;
  if (await isPrivate(folder)) return true;
  await tightenContents(folder);
  await chmod(folder, FOLDER_MODE).catch(() => {});
  return await isPrivate(folder);
}

/** What vanishes meanwhile needs no rights, and what belongs to another user keeps them. */
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
