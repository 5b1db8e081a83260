import type { JobSource } from "./job-folder.ts";

/** What a job was told to do, for `status`, and to notice that the same source is sent differently. */
export interface JobInfo {
  /** With absolute paths. */
  readonly source: JobSource;
  /** Address of the service as it may be shown, with commas between several, or the name that was given. */
  readonly service: string;
  /** Where to send again, as `--to` says it; `null` where it holds secrets or may have changed, as for a given name. */
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
  /** The video as the last run found it at its start; missing where nothing is sliced, and in older ledgers. */
  readonly video?: VideoVersion | null;
}

/** A video at one moment, to recognize it when it has grown. */
export interface VideoVersion {
  /** Size in bytes. */
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** Digest of samples of its bytes. */
  readonly digest: string;
}

/** Reads what was put on record; the first ledgers knew no address. */
export function readJobInfo(text: string): JobInfo {
  const known = JSON.parse(text) as Omit<JobInfo, "address"> & Partial<JobInfo>;
  return { address: null, ...known };
}
