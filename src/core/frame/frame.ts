import type { FileVersion } from "../files/file-version.ts";
import type { FrameIdentity } from "./frame-identity.ts";
import type { FileId } from "../files/landed-file.ts";

/** One complete image file that has landed, in the version that was found complete. */
export interface Frame extends FrameTime, FileVersion, FileId {
  /** Path of the video or watched folder, as the user named it. */
  readonly source: string;
  /** Identity across runs. */
  readonly identity: FrameIdentity;
  /** Absolute path of the file, without symbolic links at the time of landing. */
  readonly path: string;
  /**
   * Path below the source's folder, with `/` as separator on every platform; for a file named by itself,
   * the path as given.
   */
  readonly relativePath: string;
  /** Monotonic time, in milliseconds, at which the watcher saw it. */
  readonly landedAtMs: number;
}

/** Position of a frame in its video. */
export interface FrameTime {
  /** Index in the video, from 0, in the order of writing; `null` if unknown. */
  readonly index: number | null;
  /**
   * Presentation time in the video, in seconds, as ffprobe reports it; `null` if its container has none, or
   * it is unknown.
   */
  readonly ptsSeconds: number | null;
}

/** Position of an image that comes from no known video. */
export const NO_TIME: FrameTime = { index: null, ptsSeconds: null };
