import type { LeftOutCounts } from "../selection-rule.ts";

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
