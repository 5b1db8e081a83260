import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * The absolute path without links of a file or folder: one spelling for each. What does not exist (yet)
 * is named below the nearest folder that does.
 */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPath(parent), basename(absolute));
  }
}

/** The one spelling of an entry of a folder, which may be a link itself: the folder's real path, and its name. */
export function realLocation(path: string): string {
  const absolute = resolve(path);
  return join(realPath(dirname(absolute)), basename(absolute));
}
