import type { FrameIdentity } from "../core/frame-identity.ts";
import type { Frame, FrameTime } from "../core/frame.ts";
import type { DeliveredImages } from "../images/delivered-images.ts";
import type { UnsettledFrames } from "../core/unsettled-frames.ts";
import type { LandedFile, Watcher } from "../watcher/watcher.ts";

/** One place where frames come from. */
export interface FrameSource {
  /** The video, folder or list, as the user named it. */
  readonly source: string;
  readonly watcher: Watcher;
  /** Starts whatever writes the frames; settles when it will write no more. */
  readonly write: (drain: AbortSignal) => Promise<unknown>;
  /** What makes a file that landed the same frame in a later run. */
  readonly identify: (file: LandedFile) => FrameIdentity;
  /** Place and time in its video of a file that landed. */
  readonly timeOf: (relativePath: string) => Promise<FrameTime> | FrameTime;
  readonly delivered: DeliveredImages;
  /** Is told when a frame has its final word, and its image went if it was to go. */
  readonly onSettled?: (frame: Frame) => void;
}

/** A source that frames are taken from. */
export interface OpenFrameSource {
  readonly frameSource: FrameSource;
  readonly unsettled: UnsettledFrames;
}
