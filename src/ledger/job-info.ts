import type { JobSource } from "./job-folder.ts";

/** What a job was told to do, for `status`, and to notice that the same source is sent differently. */
export interface JobInfo {
  /** With absolute paths. */
  readonly source: JobSource;
  /** Address of the service as it may be shown, or the name that it was given. */
  readonly service: string;
  /** Address to send to again; `null` where it holds secrets or may have changed, as for a given name. */
  readonly address: string | null;
  /** Absolute path of the folder that the images lie in; `null` where each frame's source tells. */
  readonly framesFolder: string | null;
  /** Frames that the slice has in all; `null` until it has come to its end, or where nothing is sliced. */
  readonly frameCount: number | null;
  /**
   * All that decides what a slice writes: the video's size and time, and the slicer's options.
   * `null` where frames come ready-made.
   */
  readonly fingerprint: string | null;
}
