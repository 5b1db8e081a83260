import { lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { hasReliableDevices } from "../platform/file-access.ts";
import { descriptorPath, hasDescriptorPaths } from "../platform/kernel-facts.ts";
import type { FileVersion } from "./file-version.ts";

/** Device and inode number of a file, which identify it while it exists, whatever its name. */
export interface FileId {
  /** Device number (st_dev). */
  readonly device: number;
  /** Inode number. Some file systems assign a new one after a while. */
  readonly inode: number;
}

/** Version of a file at the time it landed. */
export interface LandedVersion extends FileVersion, FileId {}

export function versionOf(stats: Stats): LandedVersion {
  const { size, mtimeMs, ctimeMs, dev: device, ino: inode } = stats;
  const stamp = { changedAtMs: ctimeMs, device, inode };
  return { byteLength: size, modifiedAtMs: mtimeMs, device, inode, stamp };
}

/** Whether this is the very file, under whatever name. */
export function isSameFile({ device, inode }: FileId, stats: Stats): boolean {
  return stats.ino === inode && stats.dev === device;
}

/**
 * True if an open file lies at a path that contains no symbolic link.
 *
 * Linux reports the path of an open file, in 3 microseconds. Elsewhere, and if that path is spelled
 * differently (letter case, a mount in between), the path itself is examined.
 *
 * @param stats attributes of the open file.
 */
export function isOpenedAt(path: string, descriptor: number, stats: Stats): boolean {
  return pathOfDescriptor(descriptor) === path || isFileAt(path, stats);
}

/** True if a path leads to this file without symbolic links. @param platform @default this one */
export function isFileAt(
  path: string,
  { dev, ino }: Pick<Stats, "dev" | "ino">,
  platform?: NodeJS.Platform,
): boolean {
  try {
    const stats = lstatSync(path);
    const folder = dirname(path);
    const isSame = stats.ino === ino && (stats.dev === dev || !hasReliableDevices(platform));
    return isSame && realpathSync.native(folder) === folder;
  } catch {
    // A file that cannot be reached by its path does not lie there.
    return false;
  }
}

/** Current path of an open file or folder; `null` where the system does not report it. */
export function pathOfDescriptor(descriptor: number): string | null {
  if (!HAS_DESCRIPTOR_PATHS) return null;
  try {
    return readlinkSync(pathThrough(descriptor));
  } catch {
    return null;
  }
}

/** Real path of a folder; the path itself if it cannot be resolved, for example if it is missing. */
export function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Path by which an open file or folder can be reached, wherever it was moved. */
export function pathThrough(descriptor: number): string {
  return descriptorPath(descriptor);
}

/** True if open files and folders can be reached by descriptor paths (Linux). */
export const HAS_DESCRIPTOR_PATHS: boolean = hasDescriptorPaths();
