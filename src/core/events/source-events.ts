import type { PauseReason } from "./slice-events.ts";

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
