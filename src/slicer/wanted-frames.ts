import { basename } from "node:path";
import type { FrameferryError } from "../core/errors.ts";
import { formatCount } from "../core/text/format-count.ts";
import { sourceError } from "./slice-errors.ts";
import type { VideoHeader } from "./video-header.ts";

/** Frames of a video that were asked for one by one. */
export type WantedFrames =
  | {
      readonly kind: "times";
      /** In seconds from the first frame or sound of the video; ascending, and each once. */
      readonly seconds: readonly number[];
    }
  | {
      readonly kind: "indexes";
      /** In the order of the video, from 0; ascending, and each once. */
      readonly indexes: readonly number[];
    };

/** Number of frames that are asked for; two times may lead to the same one. */
export function wantedCount(wanted: WantedFrames): number {
  return wanted.kind === "times" ? wanted.seconds.length : wanted.indexes.length;
}

/** Time from the start of a video from which on it shows nothing, in seconds; infinite if its header does not say. */
export function endOfVideo({ lengthSeconds = null, framesPerSecond = null }: VideoHeader): number {
  if (lengthSeconds === null) return Number.POSITIVE_INFINITY;
  // Headers round, and some name the time of the last frame.
  return lengthSeconds + 1.5 / (framesPerSecond ?? USUAL_RATE) + HEADER_PRECISION_SECONDS;
}

const USUAL_RATE = 25;
const HEADER_PRECISION_SECONDS = 0.01;

/** What a slice has found of the frames that were asked for. */
export interface FoundFrames {
  /** Number of frames that were written, in this slice and earlier ones. */
  readonly count: number;
  /** Time of the last one, in seconds from the start of the video; `null` if unknown. */
  readonly lastSeconds: number | null;
}

/** Error that names the frames that a video does not have; `null` if it has all. */
export function missingFrames(
  { video, wanted }: { readonly video: string; readonly wanted: WantedFrames },
  header: VideoHeader,
  found: FoundFrames,
): FrameferryError | null {
  const name = basename(video);
  const [missing, words] =
    wanted.kind === "indexes"
      ? [wanted.indexes.slice(found.count), (index: number) => `frame ${index}`]
      : [timesBeyond(wanted.seconds, header, found), (seconds: number) => `${seconds} s`];
  if (missing.length === 0) return null;
  const listed = missing.slice(0, MAX_NAMED).map(words).join(", ");
  const rest = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : "";
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `${name}${lengthWords(header)} ends before ${listed}${rest}`,
    `leave ${missing.length === 1 ? "it" : "them"} out; ${found.count === 0 ? "nothing was sent" : `the ${formatCount(found.count, "other frame was", "other frames were")} sent`}`,
  );
}

const MAX_NAMED = 5;

function timesBeyond(
  seconds: readonly number[],
  header: VideoHeader,
  { lastSeconds }: FoundFrames,
): readonly number[] {
  const end = endOfVideo(header);
  if (Number.isFinite(end)) return seconds.filter((time) => time >= end);
  // Without a length, the last frame was taken for all times behind it.
  if (lastSeconds === null) return [];
  const pause = Math.max(MIN_PAUSE_SECONDS, 2 / (header.framesPerSecond ?? USUAL_RATE));
  return seconds.filter((time) => time > lastSeconds + pause);
}

/** A last frame that would have been shown for longer than this is none of a time behind it. */
const MIN_PAUSE_SECONDS = 1;

function lengthWords({ lengthSeconds = null }: VideoHeader): string {
  return lengthSeconds === null ? "" : `, which is ${lengthSeconds.toFixed(1)} s long,`;
}
