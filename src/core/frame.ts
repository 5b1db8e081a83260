import type { FileVersion } from "./file-version.ts";
import type { FrameIdentity } from "./frame-identity.ts";
import type { FileNumbers } from "./landed-file.ts";

/**
 * One whole image file that has landed, in the version that was seen to be whole.
 */
export interface Frame extends FrameTime, FileVersion, FileNumbers {
  /** Where it comes from, as the user named it: the video's path, or the watched folder's. */
  readonly source: string;
  /** What makes it the same frame in a later run. */
  readonly identity: FrameIdentity;
  /** Absolute path of the file; no part of it was a link when it landed. */
  readonly path: string;
  /**
   * Path below the source's folder, with `/` between its parts on every platform; for a file that was
   * named by itself, the path as it was given.
   */
  readonly relativePath: string;
  /** Reading of the monotonic clock, in milliseconds, when the watcher saw it. */
  readonly landedAtMs: number;
}

/** Where a frame stands in its video. */
export interface FrameTime {
  /** Place in the video, counted from 0 in the order of writing; `null` where nobody knows it. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds, as ffprobe reports it; `null` where its container carries none, or nobody knows it. */
  readonly ptsSeconds: number | null;
}

/** Of an image that comes from no video that we know of. */
export const NO_TIME: FrameTime = { index: null, ptsSeconds: null };
