import { lstatSync, type Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { isSameFile, isVersionOf, type LandedVersion } from "../core/landed-file.ts";

/**
 * Whether a path holds exactly the file that landed, with the same content. One that is gone, or that
 * another has taken the place of, is not it.
 *
 * @throws the system's error where that cannot be told.
 */
export async function isAsLanded(landed: LandedVersion, path: string): Promise<boolean> {
  return isLanded(landed, await statsAt(path));
}

/** The same at once, for a file that was touched just now, so that the system knows it without a disk. */
export function isAsLandedNow(landed: LandedVersion, path: string): boolean {
  return isLanded(landed, lstatSync(path, { throwIfNoEntry: false }) ?? null);
}

function isLanded(landed: LandedVersion, stats: Stats | null): boolean {
  return stats !== null && isSameFile(landed, stats) && isVersionOf(landed, stats);
}

/** What the system says of a path, links not followed; `null` where there is nothing. */
export async function statsAt(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/** Whether an error says that there is nothing at a path; any other leaves that open. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
