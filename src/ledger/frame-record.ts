import type { FileStamp } from "../core/file-version.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { FrameResult, Outcome } from "../core/result.ts";

/** What is known of a frame that has its final word. Any other has no record. */
export interface KnownFrame {
  readonly state: Outcome;
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

/** All that the ledger holds of a frame. */
export interface FrameRecord extends Omit<SettledFrame, "stamp" | "digest">, KnownFrame {
  /** When its outcome was put on record, in milliseconds since 1970. */
  readonly settledAtMs: number;
  readonly idempotencyKey: string;
}
