import type { FrameIdentity } from "../core/frame-identity.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { KnownFrame } from "../ledger/frame-record.ts";

/** A frame by what makes it the same in every run, and what is known of it. */
export interface RecalledFrame {
  readonly frame: Frame;
  readonly known: KnownFrame | null;
}

/** What the pipeline asks of the ledger. */
export interface FrameStore {
  /** What is known of a frame; `null` if it is to be sent as if it were new. */
  find(identity: FrameIdentity): KnownFrame | null;
  /** The same of a frame that has just landed; a promise where its bytes have to be read for that. */
  recall(frame: Frame): RecalledFrame | Promise<RecalledFrame>;
  /**
   * Puts the final word on a frame on record; resolves when it is safe.
   *
   * @param owesCopy whether a copy of its image is promised, so that a later run must make it if this one
   *   is killed before `noteCopied`.
   */
  settle(frame: Frame, result: FrameResult, owesCopy: boolean): Promise<void>;
  /** Puts on record that no copy of a frame is owed any more. Nobody need wait: a copy is known when it is met again. */
  noteCopied(identity: FrameIdentity): void;
  /** Says that the last words are on their way, and somebody waits until they are safe. */
  flushNow(): void;
  /** Aborts, with the error as its reason, when nothing can be put on record any more. */
  readonly lost?: AbortSignal;
}
