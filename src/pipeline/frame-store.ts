import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import type { FrameHistory } from "../ledger/frame-record.ts";

/** A frame with its identity across runs, and its record. */
export interface RecalledFrame {
  readonly frame: Frame;
  readonly history: FrameHistory | null;
}

/** Interface of the ledger for the pipeline. */
export interface FrameStore {
  /** Record of a frame; `null` if it must be sent as if it were new. */
  find(identity: FrameIdentity): FrameHistory | null;
  /** The same for a frame that has just landed; a promise if its bytes must be read. */
  recall(frame: Frame): RecalledFrame | Promise<RecalledFrame>;
  /**
   * Records the outcome of a frame; resolves when it is safe.
   *
   * @param needsCopy true if a copy of its image is required, which a later run must make if this one is
   * killed before `recordCopied`.
   */
  commit(frame: Frame, result: FrameResult, needsCopy: boolean): Promise<void>;
  /**
   * Records that the required copy of a frame was made. There is no promise: an existing copy is
   * recognized.
   */
  recordCopied(identity: FrameIdentity): void;
  /** Announces that the last outcomes have been passed on, and the caller waits until they are safe. */
  flushNow(): void;
  /** Aborts, with the error as its reason, when nothing can be recorded any more. */
  readonly lost?: AbortSignal;
}
