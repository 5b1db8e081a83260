import type { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events/run-event.ts";
import type { FrameTime } from "../core/frame/frame.ts";

/** Turns a video into image files in a folder; what happens to them is decided elsewhere. */
export interface Slicer {
  /**
   * Writes the frames into `folder` until the video ends. An abort ends ffmpeg, first by SIGTERM.
   *
   * Resolves also for a video that cannot be read or ends early: the report says so.
   */
  slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport>;

  /**
   * Index and time in the video of an image that this slicer wrote; may be called once per image. Resolves
   * when they are known, at the latest at the end of the slice.
   */
  timeOf(relativePath: string): Promise<FrameTime>;
}

/** Result of a slice. */
export interface SliceReport {
  /** Frames written, as reported by ffmpeg. */
  readonly frameCount: number;
  /** Frames of the video that could not be decoded, or only in part. */
  readonly decodeErrors: number;
  /** Reason why the frames are incomplete; `null` if they are complete. */
  readonly problem: FrameferryError | null;
  /** True if only a part was requested, and the video contains all of it. */
  readonly isWantedPart: boolean;
  /** Irregularities in a video that ffmpeg could read, a sentence each. */
  readonly warnings: readonly string[];
}
