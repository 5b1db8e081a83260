import type { VideoHeader } from "./video-header.ts";

/** A frame whose time is known, reached by a seek. */
export interface SingleFrame {
  /** Its time on the clock of ffmpeg's filters, in whole microseconds. */
  readonly microseconds: number;
  /** Where decoding begins, in seconds from the start of the container; `null` for the beginning. */
  readonly placeSeconds: number | null;
}

/**
 * Options for seeking. A part keeps the times of the whole, so that parts fit together. Without seeking
 * ffmpeg's own times are better, as it repairs clock breaks of a broadcast.
 */
export function seekOptions(
  { video, startSeconds }: { readonly video: string; readonly startSeconds: number },
  header: VideoHeader,
  frame: SingleFrame | null,
): readonly string[] {
  const place = frame === null ? startSeconds - runUpSeconds(video) : (frame.placeSeconds ?? 0);
  if (place <= 0 || !canSeek(place, header)) return [];
  return ["-copyts", "-start_at_zero", "-noaccurate_seek", "-ss", formatSeconds(place)];
}

/**
 * True if seeking works. Raw streams have no index, and Matroska's demuxer finds no keyframe before zero,
 * which a place near the start may need. Such videos are decoded from their beginning.
 */
function canSeek(placeSeconds: number, { isTimeless, startSeconds }: VideoHeader): boolean {
  if (isTimeless) return false;
  return startSeconds >= 0 || startSeconds + placeSeconds > MAX_GOP_SECONDS;
}

/**
 * Time to decode before the start, in seconds. A broadcast has no index: ffmpeg seeks to any packet, and
 * everything before the next keyframe is lost.
 */
function runUpSeconds(video: string): number {
  return HAS_NO_INDEX.test(video) ? MAX_GOP_SECONDS : 0;
}

/** File names of MPEG transport and program streams. */
const HAS_NO_INDEX = /\.(?:ts|m2ts?|mts|mpegts|tr?p|mpe?g|m2p|vob|mod|tod)$/iu;

/** Maximum distance of two keyframes; x264's default is 250 frames. */
export const MAX_GOP_SECONDS = 10;

/** Formats seconds for ffmpeg, which counts in microseconds and does not read `1e-7`. */
export function formatSeconds(seconds: number): string {
  return String(Number(seconds.toFixed(6)));
}
