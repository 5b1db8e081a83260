import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FrameferryError } from "../errors.ts";
import { isAbsence, systemErrorMessage } from "./system-error.ts";

/**
 * Absolute path of a file or folder without symbolic links. A path that does not exist (yet) is resolved
 * below its nearest existing parent.
 *
 * @throws FrameferryError `ERR_SOURCE_UNREADABLE` if it cannot be resolved: a guess could take one folder
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
 * The same for one of several files or folders that a user names: one that the disk fails to report is
 * assumed at its name, and whoever opens it reports the error.
 *
 * @throws FrameferryError if its folder cannot be resolved.
 */
export function realPathOrLocation(path: string): string {
  try {
    return realPath(path);
  } catch {
    return realLocation(path);
  }
}

/** Real path of an entry's folder, plus its name: the entry may be a link itself. */
export function realLocation(path: string): string {
  const absolute = resolve(path);
  return join(realPath(dirname(absolute)), basename(absolute));
}

function unresolved(path: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message: `${path} cannot be reached: ${systemErrorMessage(cause)}`,
    remedy: "check its disk, its name and the permissions of its folder",
    cause,
  });
}
