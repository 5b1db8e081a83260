import { lstatSync, type Stats } from "node:fs";
import type { FileVersion } from "../core/file-version.ts";

export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  const isSame = one.byteLength === other.byteLength && one.modifiedAtMs === other.modifiedAtMs;
  return isSame && one.stamp?.changedAtMs === other.stamp?.changedAtMs;
}

/** What the system says of a path, links not followed; `null` where there is nothing to be seen. */
export function statsOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
