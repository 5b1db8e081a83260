import { lstatSync, type Stats } from "node:fs";
import { isUnchanged, sizeAndTime, versionOf } from "../core/file-version.ts";
import { hasFrameContent } from "../core/frame-digest.ts";
import type { Frame } from "../core/frame.ts";
import { isSameFile } from "../core/landed-file.ts";
import { lstatIfThere } from "../core/system-error.ts";

/**
 * What the system says of the image of a frame at a path; `null` if nothing lies there, or a file with
 * another content than the one that landed.
 *
 * @throws the system's error where that cannot be told.
 */
export async function landedAt(frame: Frame, path: string): Promise<Stats | null> {
  const stats = await lstatIfThere(path);
  return stats !== null && (await hasFrameContent(frame, stats, path)) ? stats : null;
}

/**
 * Whether a path holds a file that was looked at before, whatever its name was then. Its change time is
 * left out, for a new name moves it.
 *
 * @throws the system's error where that cannot be told.
 */
export async function isStillAt(seen: Stats, path: string): Promise<boolean> {
  return isSame(seen, await lstatIfThere(path));
}

/** The same at once, for a file that was touched just now, so that the system knows it without a disk. */
export function isStillAtNow(seen: Stats, path: string): boolean {
  return isSame(seen, lstatSync(path, { throwIfNoEntry: false }) ?? null);
}

function isSame(seen: Stats, stats: Stats | null): boolean {
  const version = versionOf(seen);
  return stats !== null && isSameFile(version, stats) && isUnchanged(sizeAndTime(version), stats);
}
