import type { Frame } from "../frame/frame.ts";
import type { FrameResult } from "../frame/frame-result.ts";
import type { StopCause } from "../summary.ts";
import type { Verdict } from "../frame/verdict.ts";

/** Events of a run. They are past facts: listeners change nothing, and the pipeline never waits for one. */
export type RunEvent =
  | MonitoringStarted
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

/** Metrics and health can be read, with the option `metrics`. */
export interface MonitoringStarted {
  /** Name of this event. */
  readonly type: "monitoringStarted";
  /** Address of the metrics, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
}

/** ffmpeg is about to slice a video. */
export interface SliceStarted {
  /** Name of this event. */
  readonly type: "sliceStarted";
}

/** ffmpeg has recognized the video. */
export interface VideoOpened {
  /** Name of this event. */
  readonly type: "videoOpened";
  /** Length according to the container, in seconds; `null` if it has none. */
  readonly durationSeconds: number | null;
  /** Estimated number of frames by length and rate; `null` if unknown. */
  readonly expectedFrames: number | null;
}

/** ffmpeg has decoded a frame and is about to write it. */
export interface FrameSliced {
  /** Name of this event. */
  readonly type: "frameSliced";
  /** Index in the video, from 0, in the order of writing; `null` if unknown. */
  readonly index: number;
  /** Presentation time in the video, in seconds; `null` if its container has none. */
  readonly ptsSeconds: number | null;
}

/** Reason for a paused slicer: its spool is full, or its disk is low on free space. */
export type PauseReason = "spoolFull" | "diskLow";

/** ffmpeg is paused until there is space for its output. */
export interface SlicePaused {
  /** Name of this event. */
  readonly type: "slicePaused";
  /** The limit that was reached. */
  readonly reason: PauseReason;
  /** Value of that limit, in bytes: size of the spool, or free space to keep on the disk. */
  readonly limitBytes: number;
}

/** ffmpeg has resumed. */
export interface SliceResumed {
  /** Name of this event. */
  readonly type: "sliceResumed";
  /** Reason of the pause that ended. */
  readonly reason: PauseReason;
}

/** ffmpeg has ended. */
export interface SliceEnded {
  /** Name of this event. */
  readonly type: "sliceEnded";
  /** Frames written, as reported by ffmpeg. */
  readonly frameCount: number;
  /** True if it reached the end of the video, or of the requested part. */
  readonly isComplete: boolean;
}

/** The type of a service, or the way it wants its requests, was detected. */
export interface ServiceFound {
  /** Name of this event. */
  readonly type: "serviceFound";
  /** Name of the chosen protocol; `null` if it was known before. */
  readonly protocol: string | null;
  /** One sentence about the finding. */
  readonly message: string;
}

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
  /** Result of the attempt; `null` if it was canceled because the program ends. */
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

/** The limit of requests in flight to a service changed; also emitted once at the start. */
export interface LimitChanged {
  /** Name of this event. */
  readonly type: "limitChanged";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** Maximum number of requests in flight, short trials of other limits aside. */
  readonly limit: number;
  /** Reason of the change, such as "faster with more in flight"; `null` if the user set the limit. */
  readonly reason: string | null;
}

/** A service is considered away: nothing is lost, and one request at a time probes it. */
export interface ServiceLost {
  /** Name of this event. */
  readonly type: "serviceLost";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** Result of the last request, in one sentence. */
  readonly reason: string;
  /** Likely mistake in its address, if it was never reached since the start. */
  readonly remedy?: string;
}

/** The service responds again. */
export interface ServiceRecovered {
  /** Name of this event. */
  readonly type: "serviceRecovered";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** Time since the first failed request, in milliseconds. */
  readonly outageMs: number;
}

/** Sending stopped: requests in flight are finished, all other frames stay pending. */
export interface SendingStopped {
  /** Name of this event. */
  readonly type: "sendingStopped";
  /** Cause, as in the summary's `stopped`. */
  readonly cause: StopCause;
  /** Last message of the service, number of failures, or common answer, in one sentence. */
  readonly reason: string;
}

/** A condition that a person should know and that does not end the run. */
export interface WarningRaised {
  /** Name of this event. */
  readonly type: "warningRaised";
  /** One sentence for a person. */
  readonly message: string;
}

export type EventListener = (event: RunEvent) => void;
