import type { RecordingLimits } from "../../options/recording-options.ts";

/** A file of a recording that is over. */
export interface RecordedFile {
  readonly path: string;
  readonly byteLength: number;
  /** Time at which it was written last, in milliseconds since 1970. */
  readonly endedAtMs: number;
}

/** What is being recorded now. */
export interface RecordingNow {
  /** In milliseconds since 1970. */
  readonly nowMs: number;
  /** Size of the file that is being written. */
  readonly openBytes: number;
}

/** The files that are to go, the oldest first. @param files the oldest first. */
export function outdated(
  files: readonly RecordedFile[],
  { ageMs, sizeBytes }: RecordingLimits,
  { nowMs, openBytes }: RecordingNow,
): readonly RecordedFile[] {
  let restBytes = files.reduce((sum, { byteLength }) => sum + byteLength, openBytes);
  return files.filter(({ byteLength, endedAtMs }) => {
    const isTooOld = ageMs !== null && nowMs - endedAtMs > ageMs;
    const isTooMuch = sizeBytes !== null && restBytes > sizeBytes;
    if (isTooOld || isTooMuch) restBytes -= byteLength;
    return isTooOld || isTooMuch;
  });
}
