import type { Frame } from "../frame/frame.ts";
import type { FrameResult } from "../frame/frame-result.ts";
import type { Verdict } from "../frame/verdict.ts";

/** A whole frame was seen in the folder. */
export interface FrameLanded {
  /** Name of this event. */
  readonly type: "frameLanded";
  /** The frame, now waiting to be sent. */
  readonly frame: Frame;
}

/** A periodic listing found files that no file system event had announced. */
export interface MissedFilesFound {
  /** Name of this event. */
  readonly type: "missedFilesFound";
  /** Number of files found by this listing. */
  readonly count: number;
}

/** A request with this frame is being sent, or the frame waits to share a request with others. */
export interface RequestStarted {
  /** Name of this event. */
  readonly type: "requestStarted";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** The frame being sent. */
  readonly frame: Frame;
  /** Number of the attempt, 1 for the first. */
  readonly attempt: number;
}

/** A request was answered or given up. */
export interface RequestEnded {
  /** Name of this event. */
  readonly type: "requestEnded";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** The frame that was sent. */
  readonly frame: Frame;
  /** Number of the attempt, 1 for the first. */
  readonly attempt: number;
  /** Result of the attempt; `null` if it was canceled because the program ends, or a quota is used up. */
  readonly verdict: Verdict | null;
  /** From sending to the last byte of the answer, or to giving up, in milliseconds. */
  readonly latencyMs: number;
  /** Pause before the next attempt, in milliseconds; `null` if there is none. */
  readonly retryInMs: number | null;
  /** Set if nothing was sent because the image could not be read. */
  readonly isUnsent?: true;
}

/** A frame has its outcome. */
export interface FrameSettled {
  /** Name of this event. */
  readonly type: "frameSettled";
  /** The result, as in a line of the results file. */
  readonly result: FrameResult;
}

/**
 * A file that failed in this run was completed, rewritten or made readable, and has an outcome under its
 * new content: the failure no longer counts, and the old content counts as skipped.
 */
export interface FailureWithdrawn {
  /** Name of this event. */
  readonly type: "failureWithdrawn";
  /** As in the result of the failure. */
  readonly source: string;
  /** As in the result of the failure. */
  readonly frame: string;
  /** Address, without secrets, of the service that rejected it; `null` if it was not sent. */
  readonly service: string | null;
  /** Reason of the failure; `null` if none was recorded. */
  readonly reason: string | null;
}
