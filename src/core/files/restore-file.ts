import { link, lstat, opendir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { shortenFileName } from "./shorten-file-name.ts";
import { originalName, isAbandoned } from "./temporary-name.ts";
import { isAbsence, lstatIfThere } from "./system-error.ts";

/**
 * Gives a file its original name, or a numbered one if that is taken by now: `a.jpg`, `a~1.jpg`, `a~2.jpg`.
 * Nothing is overwritten.
 *
 * @returns the new path.
 * @throws the system's error; then the file still has its temporary name.
 */
export async function restoreName(temporaryPath: string, path: string): Promise<string> {
  for (const name of numberedNames(path)) {
    try {
      await renameWithoutOverwrite(temporaryPath, name);
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (await isSameFile(temporaryPath, name)) {
        await unlink(temporaryPath);
        return name;
      }
    }
  }
  return path;
}

/**
 * True if a killed program has restored the name and not yet removed the temporary one. As whole numbers, for those of
 * NTFS are longer than a `number` is exact: two files could seem to be one, and the image be removed.
 */
async function isSameFile(path: string, other: string): Promise<boolean> {
  const [one, two] = [await lstat(path, EXACTLY), await lstat(other, EXACTLY).catch(ifAbsent)];
  return two !== null && one.ino === two.ino && one.dev === two.dev;
}

const EXACTLY = { bigint: true } as const;

function ifAbsent(error: unknown): null {
  if (isAbsence(error)) return null;
  throw error;
}

/**
 * Restores an image that a killed program has left under a temporary name.
 *
 * @param folder that contains the file.
 * @returns its new path; `null` if it is no such image, or another process works on it.
 */
export async function restoreLeftover(folder: string, name: string): Promise<string | null> {
  const original = originalName(name);
  if (original === null) return null;
  const path = join(folder, name);
  const stats = await lstatIfThere(path);
  if (stats === null || !isAbandoned(name, "gone", stats.ctimeMs)) return null;
  return await restoreName(path, join(folder, original));
}

/** Restores all images of a folder that killed programs have left under temporary names. */
export async function restoreLeftovers(folder: string): Promise<null> {
  for await (const { name } of await opendir(folder, { bufferSize: 1024 }))
    await restoreLeftover(folder, name);
  return null;
}

/**
 * Renames a file unless the name is taken: then with an error of code `EEXIST`. On a file system without
 * hard links the check comes before the renaming, and is not atomic.
 */
export async function renameWithoutOverwrite(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!isLinkUnsupported(error)) throw error;
    const stats = await lstatIfThere(to);
    if (stats !== null) throw Object.assign(new Error(`${to} exists`), { code: "EEXIST" });
    return await rename(from, to);
  }
  await unlink(from);
}

/** True if an error says that this file cannot get a hard link there. */
export function isLinkUnsupported(error: unknown): boolean {
  return WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? "");
}

const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  "EXDEV",
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EACCES",
]);

/**
 * Candidate names in the order in which they are tried, each within the length limit.
 *
 * @param reservedBytes bytes to leave free for what is appended to the name.
 */
export function* numberedNames(path: string, reservedBytes = 0): Generator<string, void, void> {
  const [folder, name] = [dirname(path), basename(path)];
  yield join(folder, shortenFileName("", name, "", reservedBytes));
  for (let number = 1; ; number += 1)
    yield join(folder, shortenFileName("", name, `~${number}`, reservedBytes));
}
