import { lstat } from "node:fs/promises";
import { isUnchanged } from "../../core/files/file-version.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { isFileAt, isSameFile } from "../../core/files/landed-file.ts";
import type { SendResult } from "../send-result.ts";

/** The result for a frame, unless it is a rejection of what its file no longer holds. */
export async function reportChangedFile(frame: Frame, result: SendResult): Promise<SendResult> {
  const { verdict, fault } = result;
  const isOutdated = verdict.kind === "rejected" && fault === null && (await hasChanged(frame));
  return isOutdated ? { ...result, verdict: { ...verdict, kind: "fileChanged" } } : result;
}

/**
 * True if the file at a frame's path is no longer the one that landed. One that is gone, that cannot be
 * looked at, or that a link leads to has not changed: there is nothing new to be sent.
 */
async function hasChanged(frame: Frame): Promise<boolean> {
  const stats = await lstat(frame.path).catch(() => null);
  if (stats === null || isUnchanged(frame, stats)) return false;
  return isSameFile(frame, stats) || isFileAt(frame.path, stats);
}
