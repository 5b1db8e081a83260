import { existsSync, lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import type { FileVersion } from "./file-version.ts";

/** The numbers by which the system knows a file while it is there, whatever its name. */
export interface FileNumbers {
  /** Number of the file system. */
  readonly device: number;
  /** Number of the file on it. Some file systems give a file another one after a while. */
  readonly inode: number;
}

/** A file as it was when it landed. */
export interface LandedVersion extends FileVersion, FileNumbers {}

/** Whether this is the very file, under whatever name. */
export function isSameFile({ device, inode }: FileNumbers, stats: Stats): boolean {
  return stats.ino === inode && stats.dev === device;
}

/**
 * Whether an open file lies at a path of which no part is a link.
 *
 * Linux tells where what was opened lies, in 3 microseconds. Elsewhere, and where that path is not
 * spelled as ours (letters in another case, a mount in between), the path itself is looked at.
 *
 * @param stats of the open file.
 */
export function isOpenedAt(path: string, descriptor: number, stats: Stats): boolean {
  return pathOfDescriptor(descriptor) === path || isFileAt(path, stats);
}

/** Whether a path leads to this file without a link. */
export function isFileAt(path: string, { dev, ino }: Stats): boolean {
  try {
    const stats = lstatSync(path);
    const folder = dirname(path);
    return stats.dev === dev && stats.ino === ino && realpathSync.native(folder) === folder;
  } catch {
    // What cannot be reached by its path any more does not lie there.
    return false;
  }
}

/** Where an open file or folder lies now; `null` where the system does not tell. */
export function pathOfDescriptor(descriptor: number): string | null {
  if (!TELLS_PATHS) return null;
  try {
    return readlinkSync(pathThrough(descriptor));
  } catch {
    return null;
  }
}

/** The path without links of a folder; as it is where that cannot be told, as for one that is missing. */
export function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** A path by which an open file or folder is reached, wherever it lies by now. */
export function pathThrough(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Whether open files and folders can be reached by the path above. */
export const TELLS_PATHS: boolean = process.platform === "linux" && existsSync("/proc/self/fd");
