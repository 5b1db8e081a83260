import type { FileStamp } from "../core/file-version.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { FrameResult, Outcome } from "../core/result.ts";

/**
 * What the ledger says of a frame: its outcome, or `pending` once an attempt failed and more may
 * follow. A frame that was never tried has no record.
 */
export type FrameState = Outcome | "pending";

/** What is known of a frame that was tried before. */
export interface KnownFrame {
  readonly state: FrameState;
  /** How often it was tried to send it. */
  readonly attempts: number;
  /** HTTP status of the last answer; `null` if there was none. */
  readonly status: number | null;
  /** Why it was not delivered: one line of at most 200 characters. `null` for a delivered one. */
  readonly reason: string | null;
  /** Digest of the request under which it failed; `null` unless it failed, or where nobody noted it. */
  readonly request: string | null;
}

/** A frame as it is put on record. */
export interface SettledFrame extends FrameIdentity {
  /** Place in the video, from 0; `null` where unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` where unknown. */
  readonly ptsSeconds: number | null;
  /** When it was first seen, in milliseconds since 1970. */
  readonly firstSeenAtMs: number;
  /** What else the system said of its file; absent where that does not make it what it is. */
  readonly stamp?: FileStamp;
  /** Digest of the bytes that were read; `null` if they were not. @default null */
  readonly digest?: number | null;
}

/** What became of a frame; a `FrameResult` will do. */
export interface Settlement extends Pick<
  FrameResult,
  "outcome" | "attempts" | "status" | "reason"
> {
  /** Digest of the request that it was sent with. @default none */
  readonly request?: string;
  /** Whether a copy of its image is promised and not made yet. @default false */
  readonly owesCopy?: boolean;
}

/** An attempt that failed and is not the last. */
export type FailedAttempt = Pick<Settlement, "attempts" | "status" | "reason">;

/** All that the ledger holds of a frame. */
export interface FrameRecord extends Omit<SettledFrame, "stamp" | "digest">, KnownFrame {
  /** When its outcome was put on record, in milliseconds since 1970; `null` while pending. */
  readonly settledAtMs: number | null;
  readonly idempotencyKey: string;
}
