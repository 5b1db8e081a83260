import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FrameferryError } from "./errors.ts";
import { isAbsence, systemWords } from "./system-error.ts";

/**
 * The absolute path without links of a file or folder: one spelling for each. What does not exist (yet)
 * is named below the nearest folder that does.
 *
 * @throws FrameferryError `ERR_SOURCE_UNREADABLE` where nobody can tell: a guess would take one folder
 * for two, or two for one.
 */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch (cause) {
    if (!isAbsence(cause)) throw unresolved(path, cause as Error);
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPath(parent), basename(absolute));
  }
}

/**
 * The same of a file or folder that is one of several which a user names: one that a disk fails to tell of
 * is where its name says, and whoever opens it says what is wrong.
 *
 * @throws FrameferryError where nobody can tell where its folder leads.
 */
export function realPathOrLocation(path: string): string {
  try {
    return realPath(path);
  } catch {
    return realLocation(path);
  }
}

/** The one spelling of an entry of a folder, which may be a link itself: the folder's real path, and its name. */
export function realLocation(path: string): string {
  const absolute = resolve(path);
  return join(realPath(dirname(absolute)), basename(absolute));
}

function unresolved(path: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message: `${path} cannot be reached: ${systemWords(cause)}`,
    remedy: "check its disk, its name and the permissions of its folder",
    cause,
  });
}
