import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Frame, FrameTime } from "../core/frame/frame.ts";
import type { DeliveredImages } from "../images/delivered-images.ts";
import type { PendingFrames } from "../core/frame/pending-count.ts";
import type { FrameSelector } from "../selection/frame-selector.ts";
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
  /** Handles the image of a frame that was dropped, once that is on record. @default it stays */
  readonly afterDrop?: (frame: Frame) => Promise<void>;
  /** Set if what it showed does not come again: frames that are left without an outcome are dropped at the end. */
  readonly endsWithRun?: true;
  /** Why no frame comes from it now, as the end of a sentence; `null` while it is open. @default it is open */
  readonly trouble?: () => string | null;
  /** Why it is not recorded now, as the end of a sentence; `null` while it is. @default nobody wants a recording */
  readonly recordingTrouble?: () => string | null;
  /** Set if its frames have landed before, and are sent once more. */
  readonly isResent?: true;
  /** Decides which of its frames are sent, by what they show. @default all of them */
  readonly selector?: FrameSelector;
  /** Called when a frame has its outcome and its image has been handled. */
  readonly onFinished?: (frame: Frame) => void;
}

/** A frame source during a run. */
export interface OpenFrameSource {
  readonly frameSource: FrameSource;
  readonly pending: PendingFrames;
}
