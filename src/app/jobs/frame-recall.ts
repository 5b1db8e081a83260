import { isSameStamp } from "../../core/files/file-version.ts";
import { digestOfFile } from "../../core/frame/frame-digest.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { RecordedContent } from "../../ledger/recorded-content.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { RecalledFrame } from "../../pipeline/frame-store.ts";
import { stampOf } from "./frame-identities.ts";
import type { MovedFolders } from "./moved-folders.ts";

/**
 * Looks a frame up that has landed. Where path, size and time are on record, but device,
 * inode or change time are others, its bytes decide whether it is that frame or a new one. Nothing is
 * read where they agree, and nothing waits.
 */
export function recallFrame(
  ledger: Ledger,
  frame: Frame,
  folders: MovedFolders,
): RecalledFrame | Promise<RecalledFrame> {
  const record = ledger.findContent(frame.identity);
  if (record === null) return recallMoved(ledger, frame, folders);
  const stamp = stampOf(frame);
  const isSettled = stamp === null || record.stamp === null || record.digest === null;
  if (isSettled || isSameStamp(stamp, record.stamp)) return recollect(frame, record);
  return decideByBytes(ledger, frame, record);
}

/** A frame whose folder was renamed is on record under its old path, and from now on under the new one. */
function recallMoved(ledger: Ledger, frame: Frame, folders: MovedFolders): RecalledFrame {
  const previous = folders.previousPlaceOf(frame);
  const record = previous === null ? null : ledger.findContent(previous);
  if (previous === null || record === null) return { frame, history: null };
  const recalled = recollect(frame, record);
  ledger.moveFrame(previous, recalled.frame.identity);
  folders.note(recalled.frame);
  return recalled;
}

async function decideByBytes(
  ledger: Ledger,
  frame: Frame,
  record: RecordedContent,
): Promise<RecalledFrame> {
  const digest = await digestOfFile(frame.path, frame);
  // What is gone has no new content; why another one cannot be read, whoever is to send it finds out.
  if (digest === "gone") return recollect(frame, record);
  if (digest === "unread") return { frame, history: null };
  if (digest !== record.digest) return { frame: revised(frame, digest), history: null };
  if (frame.stamp !== undefined) ledger.updateStamp(frame.identity, frame.stamp);
  return recollect(frame, record);
}

function recollect(frame: Frame, { history, revision }: RecordedContent): RecalledFrame {
  return { frame: revision === null ? frame : revised(frame, revision), history };
}

/** A content of its own has a key of its own, which is the same on every attempt. */
function revised(frame: Frame, revision: number): Frame {
  return { ...frame, identity: { ...frame.identity, revision } };
}
