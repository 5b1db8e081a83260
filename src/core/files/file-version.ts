import type { Stats } from "node:fs";

/** Version of a file: tells two contents apart without reading them. */
export interface FileVersion {
  /** Size of the file, in bytes. */
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970, with its fraction. */
  readonly modifiedAtMs: number;
  /**
   * Further attributes from the file system. Absent for a frame that is identified by its video instead of
   * its file.
   */
  readonly stamp?: FileStamp;
}

/**
 * Attributes that also change when a file is rewritten with its old size and time. They change for other
 * reasons, too (`chmod`, `rename` and `link` update the change time, some file systems assign new inodes at
 * each mount), so that a difference only means that the bytes have to be compared.
 */
export interface FileStamp {
  /** Change time (ctime), in milliseconds since 1970, with its fraction; no program can set it. */
  readonly changedAtMs: number;
  /** Device number (st_dev). */
  readonly device: number;
  /** Inode number. */
  readonly inode: number;
}

/** Size and time alone: for a file that may have got another name since, which moves its change time. */
export function sizeAndTime({ byteLength, modifiedAtMs }: FileVersion): FileVersion {
  return { byteLength, modifiedAtMs };
}

/**
 * True if a file has not been touched since. The inode is ignored: where inodes change by themselves, no
 * file could ever be read.
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
