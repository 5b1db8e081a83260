import type { Stats } from "node:fs";
import type { LandedVersion } from "./landed-file.ts";

/** What tells one content of a file from another, without reading it. */
export interface FileVersion {
  /** Size of the file, in bytes. */
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970, with its fraction. */
  readonly modifiedAtMs: number;
  /**
   * What else the system says of the file. Absent where a frame is not told by its file, but by the
   * video that it was cut from.
   */
  readonly stamp?: FileStamp;
}

/**
 * What also differs where a file was rewritten with its old size and time. It differs for other reasons,
 * too, so that it raises a doubt, and the bytes decide: `chmod`, `rename` and `link` move the change
 * time, and some file systems give new inodes at each mount.
 */
export interface FileStamp {
  /** Change time (ctime), in milliseconds since 1970, with its fraction: no program can set it. */
  readonly changedAtMs: number;
  /** Number of the file system. */
  readonly device: number;
  /** Number of the file on it. */
  readonly inode: number;
}

export function versionOf(stats: Stats): LandedVersion {
  const { size, mtimeMs, ctimeMs, dev: device, ino: inode } = stats;
  const stamp = { changedAtMs: ctimeMs, device, inode };
  return { byteLength: size, modifiedAtMs: mtimeMs, device, inode, stamp };
}

/** Size and time alone: for a file that may have got another name since, which moves its change time. */
export function sizeAndTime({ byteLength, modifiedAtMs }: FileVersion): FileVersion {
  return { byteLength, modifiedAtMs };
}

/**
 * Whether nothing has been done to a file since: its content is the same. The inode is left out, for
 * where it changes by itself no file could ever be read.
 */
export function isUnchanged(version: FileVersion, stats: Stats): boolean {
  const { byteLength, modifiedAtMs, stamp } = version;
  if (stats.size !== byteLength || stats.mtimeMs !== modifiedAtMs) return false;
  return stamp === undefined || stats.ctimeMs === stamp.changedAtMs;
}

export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  const isSameFile = one.inode === other.inode && one.device === other.device;
  return isSameFile && one.changedAtMs === other.changedAtMs;
}
