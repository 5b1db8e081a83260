import { lstatSync, type Stats } from "node:fs";
import type { LandedVersion } from "../core/landed-file.ts";

/** What tells one content of a file from another, without reading it. */
export interface FileVersion {
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970, with its fraction. */
  readonly modifiedAtMs: number;
}

export function versionOf(stats: Stats): LandedVersion {
  const { size, mtimeMs, dev, ino } = stats;
  return { byteLength: size, modifiedAtMs: mtimeMs, device: dev, inode: ino };
}

export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  return one.byteLength === other.byteLength && one.modifiedAtMs === other.modifiedAtMs;
}

/** What the system says of a path, links not followed; `null` where there is nothing to be seen. */
export function statsOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
