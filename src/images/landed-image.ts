import { isUnchanged, sizeAndTime } from "../core/files/file-version.ts";
import { isSameFile, versionOf } from "../core/files/landed-file.ts";
import type { QuickFileCalls } from "../core/files/quick-file-calls.ts";
import { lstatSync, type Stats } from "node:fs";
import { hasFrameContent } from "../core/frame/frame-digest.ts";
import type { Frame } from "../core/frame/frame.ts";

/**
 * Attributes of the image of a frame at a path; `null` if there is no file, or one with another content
 * than the one that landed.
 *
 * @throws the system's error if that cannot be determined.
 */
export async function landedStats(
  frame: Frame,
  path: string,
  calls: QuickFileCalls,
): Promise<Stats | null> {
  const stats = await calls.lstat(path);
  return stats !== null && (await hasFrameContent(frame, stats, path)) ? stats : null;
}

/**
 * True if a path holds a file that was examined before, under any name. The change time is ignored, since
 * renaming updates it.
 *
 * @throws the system's error if that cannot be determined.
 */
export async function isStillAt(
  seen: Stats,
  path: string,
  calls: QuickFileCalls,
): Promise<boolean> {
  return isSame(seen, await calls.lstat(path));
}

/** The same synchronously, for a file that was accessed just before, so that its attributes are cached. */
export function isStillAtSync(seen: Stats, path: string): boolean {
  return isSame(seen, lstatSync(path, { throwIfNoEntry: false }) ?? null);
}

function isSame(seen: Stats, stats: Stats | null): boolean {
  const version = versionOf(seen);
  return stats !== null && isSameFile(version, stats) && isUnchanged(sizeAndTime(version), stats);
}
