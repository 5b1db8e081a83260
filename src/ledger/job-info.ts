import type { JobSource } from "./job-folder.ts";

/** Settings of a job, for `status`, and to detect that the same source is sent with other settings. */
export interface JobInfo {
  /** The source, with absolute paths. */
  readonly source: JobSource;
  /** Address of the service without secrets, several separated by commas, or the name given by the user. */
  readonly service: string;
  /**
   * Value of `--to` for sending again; `null` if it contains secrets or may have changed, such as with a
   * given name.
   */
  readonly address: string | null;
  /** Absolute path of the folder of images; `null` if it depends on each frame's source. */
  readonly framesFolder: string | null;
  /** Total number of frames of the slice; `null` until it has ended, or if nothing is sliced. */
  readonly frameCount: number | null;
  /**
   * Fingerprint of all that determines the output of a slice: size and time of the video, and the slicer's
   * options. `null` without a slice.
   */
  readonly fingerprint: string | null;
  /** The video at the start of the last run; missing if nothing is sliced, and in older ledgers. */
  readonly video?: VideoVersion | null;
}

/** Version of a video, to recognize it after it has grown. */
export interface VideoVersion {
  /** Size in bytes. */
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** Digest of samples of its bytes. */
  readonly digest: string;
}

/** Parses a record; the first ledgers had no address. */
export function readJobInfo(text: string): JobInfo {
  const known = JSON.parse(text) as Omit<JobInfo, "address"> & Partial<JobInfo>;
  return { address: null, ...known };
}
