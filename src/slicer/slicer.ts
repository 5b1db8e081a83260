import type { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events.ts";

/** Turns a video into image files in a folder, and knows nothing of what becomes of them. */
export interface Slicer {
  /**
   * Writes the frames into `folder` until the video ends. An abort ends ffmpeg, first politely.
   *
   * Resolves also for a video that cannot be read or ends early: the report says so.
   */
  slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport>;

  /** Place and time in the video of an image that this slicer wrote; may be asked once per image. */
  timeOf(relativePath: string): FrameTime;
}

/** How a slice ended. */
export interface SliceReport {
  /** Frames that ffmpeg reports to have written. */
  readonly frameCount: number;
  /** Why the frames are not the whole video; `null` when they are. */
  readonly problem: FrameferryError | null;
  /** What ffmpeg found odd in a video that it could read, a sentence each. */
  readonly warnings: readonly string[];
}

export interface FrameTime {
  /** Place in the order of writing, from 0; `null` for a file that is not ours. */
  readonly index: number | null;
  /** Presentation time in seconds; `null` if the video tells none. */
  readonly ptsSeconds: number | null;
}
