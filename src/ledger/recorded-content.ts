import type { FileStamp } from "../core/files/file-version.ts";
import type { FrameHistory } from "./frame-record.ts";

/** Record of a frame and of its content. */
export interface RecordedContent {
  readonly history: FrameHistory;
  readonly revision: number | null;
  /** `null` for a frame that is identified by its video, and in records of older versions. */
  readonly stamp: FileStamp | null;
  readonly digest: number | null;
}

/** What `FIND` finds. */
export interface FoundRow extends FrameHistory {
  readonly byteLength: number;
  readonly modifiedAtMs: number;
  readonly firstSeenAtMs: number;
  readonly revision: number | null;
  readonly device: number | null;
  readonly inode: number | null;
  readonly changedAtMs: number | null;
  readonly digest: number | null;
}

export function recordedContent(row: FoundRow): RecordedContent {
  const { state, attempts, status, reason, request } = row;
  const { revision, device, inode, changedAtMs, digest } = row;
  const history = { state, attempts, status, reason, request };
  const isStamped = device !== null && inode !== null && changedAtMs !== null;
  return { history, revision, stamp: isStamped ? { device, inode, changedAtMs } : null, digest };
}

/** The record of the frame of a path, and of a source. */
export const FIND = `
  SELECT state, attempts, status, reason, request, byte_length AS byteLength, modified_at_ms AS modifiedAtMs,
    first_seen_at_ms AS firstSeenAtMs, revision, device, inode, changed_at_ms AS changedAtMs, digest
  FROM frames WHERE path = ? AND source_id = (SELECT id FROM sources WHERE source = ?)`;
