import type { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events.ts";
import type { FrameTime } from "../core/frame.ts";

/** Turns a video into image files in a folder, and knows nothing of what becomes of them. */
export interface Slicer {
  /**
   * Writes the frames into `folder` until the video ends. An abort ends ffmpeg, first politely.
   *
   * Resolves also for a video that cannot be read or ends early: the report says so.
   */
  slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport>;

  /**
   * Place and time in the video of an image that this slicer wrote; may be asked once per image.
   * Resolves when the slicer knows, at the latest at its end.
   */
  timeOf(relativePath: string): Promise<FrameTime>;
}

/** How a slice ended. */
export interface SliceReport {
  /** Frames that ffmpeg reports to have written. */
  readonly frameCount: number;
  /** Frames of the video that could not be decoded, or only in part. */
  readonly decodeErrors: number;
  /** Why the frames are not the whole video; `null` when they are. */
  readonly problem: FrameferryError | null;
  /** Whether no more than a part was wanted, and the video has all of it. */
  readonly isWantedPart: boolean;
  /** What ffmpeg found odd in a video that it could read, a sentence each. */
  readonly warnings: readonly string[];
}
