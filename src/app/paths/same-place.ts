import { type BigIntStats, statSync } from "node:fs";
import { realPath } from "../../core/files/real-path.ts";

/** File or folder that a path leads to, by any spelling. */
export interface Place {
  /** As the user named it. */
  readonly path: string;
  /** The absolute path without links, also of what does not exist yet. */
  readonly real: string;
  /** `null` where there is nothing. */
  readonly stats: BigIntStats | null;
}

export function placeOf(path: string): Place {
  return { path, real: realPath(path), stats: statsOf(path) };
}

/** True if two paths lead to one file or folder: by links, hard links, mounts or another spelling. */
export function isSamePlace(one: Place, other: Place): boolean {
  if (one.real === other.real) return true;
  if (one.stats === null || other.stats === null) return false;
  return one.stats.ino === other.stats.ino && one.stats.dev === other.stats.dev;
}

/** Stats of a path; `null` if it cannot be accessed, which is reported when it is opened. */
function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
