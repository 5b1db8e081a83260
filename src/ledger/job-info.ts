import type { JobSource } from "./job-folder.ts";

/** What a job was told to do, for `status`, and to notice that the same source is sent differently. */
export interface JobInfo {
  readonly source: JobSource;
  /** Address of the service, as it may be shown. */
  readonly to: string;
  /**
   * All that decides what a slice writes: the video's size and time, and the slicer's options.
   * `null` where frames come ready-made.
   */
  readonly fingerprint: string | null;
}
