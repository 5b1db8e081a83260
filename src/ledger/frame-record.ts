import type { FileStamp } from "../core/files/file-version.ts";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { FrameResult, Outcome } from "../core/frame/frame-result.ts";

/** Record of a frame that has its outcome; others have none. */
export interface FrameHistory {
  readonly state: Outcome;
  /** Number of attempts to send it. */
  readonly attempts: number;
  /** HTTP status of the last answer; `null` if there was none. */
  readonly status: number | null;
  /** Reason of the outcome: one line of at most 200 characters. `null` for a delivered frame. */
  readonly reason: string | null;
  /** Digest of the request settings with which it failed; `null` unless it failed, or if unknown. */
  readonly request: string | null;
}

/** A frame in the form in which it is recorded. */
export interface RecordedFrame extends FrameIdentity {
  /** Index in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /** Time of its first appearance, in milliseconds since 1970; of a frame of a camera, that of its arrival. */
  readonly firstSeenAtMs: number;
  /** Further attributes of its file; absent for a frame that is identified by its video. */
  readonly stamp?: FileStamp;
  /** Digest of the bytes that were read; `null` if they were not. @default null */
  readonly digest?: number | null;
}

/** Outcome of a frame; a `FrameResult` will do. */
export interface OutcomeRecord extends Pick<
  FrameResult,
  "outcome" | "attempts" | "status" | "reason"
> {
  /** Digest of the request settings with which it was sent. @default none */
  readonly request?: string;
  /** True if a copy of its image is required and has not been made yet. @default false */
  readonly needsCopy?: boolean;
}

/** All that the ledger holds of a frame. */
export interface FrameRecord extends Omit<RecordedFrame, "stamp" | "digest">, FrameHistory {
  /** Time at which its outcome was put on record, in milliseconds since 1970. */
  readonly settledAtMs: number;
  readonly idempotencyKey: string;
}
