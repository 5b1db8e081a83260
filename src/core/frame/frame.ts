import type { FileVersion } from "../files/file-version.ts";
import type { CroppedPart } from "./cropped-part.ts";
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
  /**
   * Arrival of a frame of a camera, when ffmpeg announced it, in milliseconds on the clock of `performance.now()`;
   * negative for one that came before this program began.
   * @default the frame does not come from a camera
   */
  readonly capturedAtMs?: number;
  /** Place of a frame of a camera in the recording beside it. @default nothing is recorded */
  readonly recording?: RecordingPlace;
  /** Part of the whole picture that its image shows, cut out when it was sliced. @default its image is the whole picture */
  readonly crop?: CroppedPart;
  /** Why it must not be sent, such as a picture that is broken. @default it may be sent */
  readonly flaw?: string;
}

/** Place of a frame in a recording. */
export interface RecordingPlace {
  /** Absolute path of the file. */
  readonly file: string;
  /** Time of the frame in the file, in seconds from its beginning. */
  readonly offsetSeconds: number;
}

/** Position of an image that comes from no known video. */
export const NO_TIME: FrameTime = { index: null, ptsSeconds: null };
