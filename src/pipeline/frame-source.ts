import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Frame, FrameTime } from "../core/frame/frame.ts";
import type { DeliveredImages } from "../images/delivered-images.ts";
import type { PendingFrames } from "../core/frame/pending-count.ts";
import type { LandedFile, Watcher } from "../watcher/watcher.ts";

/** A source of frames. */
export interface FrameSource {
  /** The video, folder or list, as the user named it. */
  readonly source: string;
  readonly watcher: Watcher;
  /** Starts the program that writes the frames; settles when it will write no more. */
  readonly write: (drain: AbortSignal) => Promise<unknown>;
  /** Identity of a landed file across runs. */
  readonly identify: (file: LandedFile) => FrameIdentity;
  /** Index and time of a landed file in its video. */
  readonly timeOf: (relativePath: string) => Promise<FrameTime> | FrameTime;
  readonly delivered: DeliveredImages;
  /** Called when a frame has its outcome and its image has been handled. */
  readonly onFinished?: (frame: Frame) => void;
}

/** A frame source during a run. */
export interface OpenFrameSource {
  readonly frameSource: FrameSource;
  readonly pending: PendingFrames;
}
