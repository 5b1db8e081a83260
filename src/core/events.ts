import type { Frame } from "./frame.ts";
import type { FrameResult } from "./result.ts";
import type { StopCause } from "./summary.ts";
import type { Verdict } from "./verdict.ts";

/**
 * What the pipeline tells while it runs. Events are past facts: listening changes nothing, and
 * nothing waits for a listener's verdict.
 */
export type RunEvent =
  | SliceStarted
  | VideoOpened
  | FrameSliced
  | SlicePaused
  | SliceResumed
  | SliceEnded
  | ServiceFound
  | FrameLanded
  | MissedFilesFound
  | RequestStarted
  | RequestEnded
  | FrameSettled
  | FailureWithdrawn
  | LimitChanged
  | ServiceLost
  | ServiceRecovered
  | SendingStopped
  | WarningRaised;

/** ffmpeg is about to slice a video. */
export interface SliceStarted {
  /** Name of this event. */
  readonly type: "sliceStarted";
}

/** ffmpeg has recognized the video. */
export interface VideoOpened {
  /** Name of this event. */
  readonly type: "videoOpened";
  /** Length that the container claims, in seconds; `null` if it claims none. */
  readonly durationSeconds: number | null;
  /** Frames to expect by length and rate, an estimate; `null` if it cannot be told. */
  readonly expectedFrames: number | null;
}

/** ffmpeg has decoded a frame and is about to write it. */
export interface FrameSliced {
  /** Name of this event. */
  readonly type: "frameSliced";
  /** Place in the video, from 0, in the order of writing; `null` where nobody knows it. */
  readonly index: number;
  /** Presentation time in the video, in seconds; `null` where its container carries none. */
  readonly ptsSeconds: number | null;
}

/** Why a slicer stands still: its spool is full, or its disk has too little room left. */
export type PauseReason = "spoolFull" | "diskLow";

/** ffmpeg stands still until there is room for what it writes. */
export interface SlicePaused {
  /** Name of this event. */
  readonly type: "slicePaused";
  /** What there is no room in. */
  readonly reason: PauseReason;
  /** The limit that was met, in bytes: the size of the spool, or what must stay free on the disk. */
  readonly limitBytes: number;
}

/** ffmpeg goes on. */
export interface SliceResumed {
  /** Name of this event. */
  readonly type: "sliceResumed";
  /** Why it stood still. */
  readonly reason: PauseReason;
}

/** ffmpeg has ended. */
export interface SliceEnded {
  /** Name of this event. */
  readonly type: "sliceEnded";
  /** Frames that ffmpeg reports to have written. */
  readonly frameCount: number;
  /** Whether it has come to the end of the video, or of the part that was asked for. */
  readonly isComplete: boolean;
}

/** It was found out what a service is, or what it wants. */
export interface ServiceFound {
  /** Name of this event. */
  readonly type: "serviceFound";
  /** Name of the protocol that was chosen; `null` where it was known before. */
  readonly protocol: string | null;
  /** What was found, in words. */
  readonly message: string;
}

/** A whole frame was seen in the folder. */
export interface FrameLanded {
  /** Name of this event. */
  readonly type: "frameLanded";
  /** The frame, which waits to be sent from now on. */
  readonly frame: Frame;
}

/** A listing on the timer found files that no event had told of. */
export interface MissedFilesFound {
  /** Name of this event. */
  readonly type: "missedFilesFound";
  /** How many files this listing found. */
  readonly count: number;
}

/** A request for this frame goes out, or the frame waits for others to share one with. */
export interface RequestStarted {
  /** Name of this event. */
  readonly type: "requestStarted";
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** The frame that is sent. */
  readonly frame: Frame;
  /** 1 for the first request of a frame. */
  readonly attempt: number;
}

/** A request was answered, or given up. */
export interface RequestEnded {
  /** Name of this event. */
  readonly type: "requestEnded";
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** The frame that was sent. */
  readonly frame: Frame;
  /** 1 for the first request of a frame. */
  readonly attempt: number;
  /** What the attempt came to; `null` when it was broken off because the program ends. */
  readonly verdict: Verdict | null;
  /** From sending to the last byte of the answer, or to giving up, in milliseconds. */
  readonly latencyMs: number;
  /** Pause before the next attempt, in milliseconds; `null` if there is none. */
  readonly retryInMs: number | null;
  /** Set where nothing was sent, for the image could not be read. */
  readonly isUnsent?: true;
}

/** The final word on a frame. */
export interface FrameSettled {
  /** Name of this event. */
  readonly type: "frameSettled";
  /** What became of it, as in a line of the results. */
  readonly result: FrameResult;
}

/**
 * A file that had failed in this run was completed, rewritten or made readable, and has its final word
 * under what it is now: the failure no longer counts, and what failed counts as skipped.
 */
export interface FailureWithdrawn {
  /** Name of this event. */
  readonly type: "failureWithdrawn";
  /** As in the result that told of the failure. */
  readonly source: string;
  /** As in the result that told of the failure. */
  readonly frame: string;
  /** Where it failed, as it may be shown; `null` if it was not sent. */
  readonly service: string | null;
  /** Why it had failed, in words. */
  readonly reason: string | null;
}

/** Another number of requests may be in flight at once to a service; told once at the start, too. */
export interface LimitChanged {
  /** Name of this event. */
  readonly type: "limitChanged";
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Requests in flight at once, at most, without the short trials of other numbers. */
  readonly limit: number;
  /** Why it moved, in words, such as "faster with more in flight"; `null` where the user has set it. */
  readonly reason: string | null;
}

/** A service is taken to be away: nothing is lost, and one request at a time tries it again. */
export interface ServiceLost {
  /** Name of this event. */
  readonly type: "serviceLost";
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** What the last request came to, in words. */
  readonly reason: string;
  /** What is probably wrong with its address, in words, where it was never reached since the start. */
  readonly remedy?: string;
}

/** The service answers again. */
export interface ServiceRecovered {
  /** Name of this event. */
  readonly type: "serviceRecovered";
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Since the first request that failed, in milliseconds. */
  readonly outageMs: number;
}

/** No further frame is sent; what is in flight is finished, and the rest stays without a final word. */
export interface SendingStopped {
  /** Name of this event. */
  readonly type: "sendingStopped";
  /** As in the summary, whose `stopped` says the same. */
  readonly cause: StopCause;
  /** What the service last said, how many failed, or what each answer was, in words. */
  readonly reason: string;
}

/** Something a person should know that does not end the run. */
export interface WarningRaised {
  /** Name of this event. */
  readonly type: "warningRaised";
  /** One sentence for a person. */
  readonly message: string;
}

export type EventListener = (event: RunEvent) => void;
