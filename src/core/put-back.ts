import { link, lstat, opendir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fittingName } from "./fitting-name.ts";
import { formerName, isAbandoned } from "./private-name.ts";
import { lstatIfThere } from "./system-error.ts";

/**
 * Gives a file its name again, or one like it where another file has that by now: `a.jpg`, `a~1.jpg`,
 * `a~2.jpg`. Nothing is overwritten.
 *
 * @returns the path that it has now. @throws the system's error; then it still has its private name.
 */
export async function putBack(privatePath: string, path: string): Promise<string> {
  for (const name of namesLike(path)) {
    try {
      await renameToFree(privatePath, name);
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (await isOneFile(privatePath, name)) {
        await unlink(privatePath);
        return name;
      }
    }
  }
  return path;
}

/** Whether a killed program has given a file its name again, and not taken the other one away. */
async function isOneFile(path: string, other: string): Promise<boolean> {
  const [one, two] = [await lstat(path), await lstatIfThere(other)];
  return two !== null && one.ino === two.ino && one.dev === two.dev;
}

/**
 * Puts back an image that a killed program has left under a private name.
 *
 * @param folder that it lies in.
 * @returns the path that it has now; `null` if it is none, or somebody is at work on it.
 */
export async function restoreLeftover(folder: string, name: string): Promise<string | null> {
  const former = formerName(name);
  if (former === null) return null;
  const path = join(folder, name);
  const stats = await lstatIfThere(path);
  if (stats === null || !isAbandoned(name, "gone", stats.ctimeMs)) return null;
  return await putBack(path, join(folder, former));
}

/** Puts back all images of a folder that killed programs have left under private names. */
export async function restoreLeftovers(folder: string): Promise<null> {
  for await (const { name } of await opendir(folder, { bufferSize: 1024 }))
    await restoreLeftover(folder, name);
  return null;
}

/**
 * Renames a file unless the name is taken: then with an error of code `EEXIST`. Where the file system
 * knows no second names the look comes before the renaming.
 */
export async function renameToFree(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasNoLinks(error)) throw error;
    const stats = await lstatIfThere(to);
    if (stats !== null) throw Object.assign(new Error(`${to} exists`), { code: "EEXIST" });
    return await rename(from, to);
  }
  await unlink(from);
}

/** Whether an error says that this file cannot get a second name there. */
export function hasNoLinks(error: unknown): boolean {
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
 * Names in the order in which they are tried, all of them short enough.
 *
 * @param spareBytes are left for what is still to come behind the name.
 */
export function* namesLike(path: string, spareBytes = 0): Generator<string, void, void> {
  const [folder, name] = [dirname(path), basename(path)];
  yield join(folder, fittingName("", name, "", spareBytes));
  for (let number = 1; ; number += 1)
    yield join(folder, fittingName("", name, `~${number}`, spareBytes));
}
