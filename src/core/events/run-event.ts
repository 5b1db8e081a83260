import type { Frame } from "../frame/frame.ts";
import type { FrameResult } from "../frame/frame-result.ts";
import type { LeftOutCounts } from "../selection-rule.ts";
import type { StopCause } from "../summary.ts";
import type { Verdict } from "../frame/verdict.ts";

/** Events of a run. They are past facts: listeners change nothing, and the pipeline never waits for one. */
export type RunEvent =
  | DashboardStarted
  | MonitoringStarted
  | SliceStarted
  | VideoOpened
  | FrameSliced
  | FramesLeftOut
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
  | SourceLost
  | SourceRecovered
  | SegmentRecorded
  | RecordingPaused
  | RecordingResumed
  | SendingPaused
  | SendingResumed
  | MotionStarted
  | MotionEnded
  | SendingStopped
  | WarningRaised;

/** The dashboard can be opened, with the option `dashboard`. */
export interface DashboardStarted {
  /** Name of this event. */
  readonly type: "dashboardStarted";
  /** Address of its page, such as `http://127.0.0.1:8080/`. */
  readonly url: string;
}

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

/**
 * ffmpeg has left frames out by a rule, such as `skipSimilar`, before images were made of them. They count as landed and
 * skipped.
 */
export interface FramesLeftOut {
  /** Name of this event. */
  readonly type: "framesLeftOut";
  /** Path of the video, or address of the camera without secrets, as in results. */
  readonly source: string;
  /** Number of frames by the rule that left them out. */
  readonly counts: LeftOutCounts;
  /** All that were left out of this source so far, with those before the first frame that this run takes of it. */
  readonly total: LeftOutCounts;
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

/** A camera or stream sends no frames any more, or never did: it is connected to again and again. */
export interface SourceLost {
  /** Name of this event. */
  readonly type: "sourceLost";
  /** Address of the camera, without secrets. */
  readonly source: string;
  /** What happened to it, in one sentence. */
  readonly reason: string;
  /** Time of its last frame, or of the start of the run, in milliseconds on the clock of `performance.now()`. */
  readonly sinceMs: number;
  /** Set if the camera is not to blame: frameferry has left it, because this limit was reached. */
  readonly pauseReason?: PauseReason;
}

/** A camera or stream sends frames again. */
export interface SourceRecovered {
  /** Name of this event. */
  readonly type: "sourceRecovered";
  /** Address of the camera, without secrets. */
  readonly source: string;
  /** What had happened to it last, in one sentence. */
  readonly reason: string;
  /**
   * Time of the last frame before the gap, or of the start of the run, in milliseconds on the clock of
   * `performance.now()`.
   */
  readonly sinceMs: number;
  /** Time from there to the first frame, in milliseconds. */
  readonly gapMs: number;
}

/** A file of the recording of a camera is whole, with the option `record`. */
export interface SegmentRecorded {
  /** Name of this event. */
  readonly type: "segmentRecorded";
  /** Address of the camera, without secrets. */
  readonly source: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** Size of the file in bytes. */
  readonly byteLength: number;
}

/** A camera is no longer recorded. Its frames are sent all the same. */
export interface RecordingPaused {
  /** Name of this event. */
  readonly type: "recordingPaused";
  /** Address of the camera, without secrets. */
  readonly source: string;
  /** Cause, such as a full disk, in one sentence. */
  readonly reason: string;
  /** Time at which it happened, in milliseconds on the clock of `performance.now()`. */
  readonly sinceMs: number;
}

/** A camera is recorded again. */
export interface RecordingResumed {
  /** Name of this event. */
  readonly type: "recordingResumed";
  /** Address of the camera, without secrets. */
  readonly source: string;
  /** Cause of the gap. */
  readonly reason: string;
  /** Beginning of the gap, in milliseconds on the clock of `performance.now()`. */
  readonly sinceMs: number;
  /** Time from there to the next recorded picture, in milliseconds. */
  readonly gapMs: number;
}

/** A limit of the requests to a service is used up, and for long: nothing is sent there meanwhile. */
export interface SendingPaused {
  /** Name of this event. */
  readonly type: "sendingPaused";
  /** Scheme, host and port of the service. */
  readonly service: string;
  /** Option that sets the limit. */
  readonly limit: "maxRate" | "maxBandwidthBytes" | "maxPerDay";
  /** Time at which the next request may go out, in milliseconds since 1970. */
  readonly untilMs: number;
  /** The limit and that time, in one sentence. */
  readonly reason: string;
}

/** Requests go to a service again after `sendingPaused`. */
export interface SendingResumed {
  /** Name of this event. */
  readonly type: "sendingResumed";
  /** Scheme, host and port of the service. */
  readonly service: string;
  /** Length of the pause, in milliseconds. */
  readonly pausedMs: number;
}

/** Something begins to move in the frames of a source, with the option `motion`. */
export interface MotionStarted {
  /** Name of this event. */
  readonly type: "motionStarted";
  /** Path of the video or watched folder, or address of the camera, as in the results of its frames. */
  readonly source: string;
  /** The first frame that shows it, as in its result; frames that are sent because they come before it do not count. */
  readonly frame: string;
  /** Index of that frame in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time of that frame, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /** Time at which that frame of a camera arrived, in UTC as ISO 8601. Missing for all other frames. */
  readonly capturedAt?: string;
  /** Share of the regions that has changed in that frame, from 0 to 1. */
  readonly share: number;
}

/** Nothing has moved in the frames of a source for as long as the option `post` says, and at least for a second. */
export interface MotionEnded {
  /** Name of this event. */
  readonly type: "motionEnded";
  /** As in `motionStarted`. */
  readonly source: string;
  /** The last frame that showed a motion, as in its result. */
  readonly frame: string;
  /** Index of that frame in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time of that frame, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /** Time at which that frame of a camera arrived, in UTC as ISO 8601. Missing for all other frames. */
  readonly capturedAt?: string;
  /** The first frame that showed it, as `motionStarted` named it. */
  readonly startFrame: string;
  /** Time from the first frame that showed it to the last one, in seconds. */
  readonly durationSeconds: number;
  /** Number of frames that showed it. */
  readonly frames: number;
  /** Greatest share of the regions that has changed in one of them, from 0 to 1. */
  readonly peakShare: number;
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
