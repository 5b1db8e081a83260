import { lstatSync, type Stats, statSync } from "node:fs";
import type { FileVersion } from "../core/files/file-version.ts";
import { isAbsence } from "../core/files/system-error.ts";

export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  const isSame = one.byteLength === other.byteLength && one.modifiedAtMs === other.modifiedAtMs;
  return isSame && one.stamp?.changedAtMs === other.stamp?.changedAtMs;
}

/**
 * Stats of a path, links not followed: `null` where nothing lies there, and its error
 * where it cannot tell. Blocks for some microseconds; a promise for each frame would cost more.
 */
export function statsOf(path: string): Stats | null | NodeJS.ErrnoException {
  return lookedAt(lstatSync, path);
}

/** The same of what a link leads to. */
export function targetStatsOf(path: string): Stats | null | NodeJS.ErrnoException {
  return lookedAt(statSync, path);
}

function lookedAt(
  look: (path: string, options: { readonly throwIfNoEntry: false }) => Stats | undefined,
  path: string,
): Stats | null | NodeJS.ErrnoException {
  try {
    return look(path, QUIETLY) ?? null;
  } catch (error) {
    if (isAbsence(error)) return null;
    const fault = error as NodeJS.ErrnoException;
    // Without a number it is not the system that speaks: a bug.
    if (fault.errno === undefined) throw error;
    return fault;
  }
}

const QUIETLY = { throwIfNoEntry: false } as const;
