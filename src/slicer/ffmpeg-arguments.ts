import { resolve } from "node:path";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { colorFilters } from "./color-filters.ts";
import { frameNamePattern } from "./frame-name.ts";
import { encodingOptions, type ImageEncoding } from "./encoding-options.ts";
import { sizeFilters } from "./size-filters.ts";
import { printedTimes, SHIFT_SECONDS } from "./time-filters.ts";
import type { VersionTraits } from "./version-traits.ts";
import type { VideoHeader } from "./video-header.ts";

/** What of a video to slice, and into which images. Units are in the names; `null` means "as it is". */
export interface SliceSettings extends ImageEncoding {
  readonly video: string;
  readonly fps: number | null;
  readonly every: number;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  /** Whether pixels that are not square are made so, by enlarging the picture. */
  readonly squarePixels: boolean;
  /** Whether HDR becomes SDR. */
  readonly toneMap: boolean;
  /** Index of the first frame to write; those before it are decoded and passed over. */
  readonly firstIndex: number;
}

/** The name of ffmpeg's standard input, as its options take it. */
export const PIPE = "pipe:0";

/** The parts of an ffmpeg command line; the output is a name inside the frames folder. */
export interface FfmpegArguments {
  /** With its protocol, as `file:/clip.mp4` or `pipe:0`. */
  readonly input: string;
  readonly inputOptions: readonly string[];
  readonly outputOptions: readonly string[];
  readonly output: string;
}

/** What an ffmpeg and a video need. */
export interface FfmpegTraits extends VersionTraits {
  /** Whether the video is to be decoded in one thread. */
  readonly isOneThread: boolean;
  readonly header: VideoHeader;
  /** Whether it comes through ffmpeg's standard input, where nobody can seek. @default false */
  readonly isPiped?: boolean;
}

export function ffmpegArguments(
  settings: SliceSettings,
  { hasFpsMode, addsMetadata, isOneThread, header, isPiped = false }: FfmpegTraits,
): FfmpegArguments {
  return {
    input: isPiped ? PIPE : `file:${resolve(settings.video)}`,
    inputOptions: [
      ...commonOptions(isPiped ? "pipe" : "file"),
      ...(isPiped ? [] : seeking(settings, header)),
      ...(isOneThread ? ["-threads", "1"] : []),
    ],
    outputOptions: [
      ...["-map", "0:V:0", "-an", "-sn", "-dn"],
      ...["-vf", [...filters(settings, header), ...printedTimes(addsMetadata)].join(",")],
      ...[hasFpsMode ? "-fps_mode" : "-vsync", "passthrough"],
      // In the encoder's usual time base, the frame rate, close frames of a variable rate collide.
      ...["-enc_time_base", "1/1000000"],
      ...encodingOptions(settings),
      ...["-f", "image2", "-start_number", String(settings.firstIndex), "-atomic_writing", "1"],
      ...["-progress", "pipe:1"],
    ],
    output: frameNamePattern(settings.format),
  };
}

function commonOptions(protocol: "file" | "pipe"): readonly string[] {
  const options = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"];
  options.push("-protocol_whitelist", protocol, "-format_whitelist", ALLOWED_FORMATS);
  // When the picture changes its size, filters made anew would forget which frames they have taken.
  options.push("-reinit_filter", "0");
  return [...options, "-itsoffset", secondsInWords(SHIFT_SECONDS)];
}

/**
 * A part has the same times as the whole, so that parts fit together. Without seeking ffmpeg's own times
 * are better, as they mend breaks in the clock of a broadcast.
 */
function seeking({ video, startSeconds }: SliceSettings, header: VideoHeader): readonly string[] {
  const place = startSeconds - runUpSeconds(video);
  if (place <= 0 || !canSeek(place, header)) return [];
  return ["-copyts", "-start_at_zero", "-noaccurate_seek", "-ss", secondsInWords(place)];
}

/**
 * Raw streams have no index, and Matroska's demuxer finds no keyframe before zero, where that of a place
 * soon after it may lie. Such videos are decoded from their beginning.
 */
function canSeek(placeSeconds: number, { isTimeless, startSeconds }: VideoHeader): boolean {
  if (isTimeless) return false;
  return startSeconds >= 0 || startSeconds + placeSeconds > MAX_GOP_SECONDS;
}

/**
 * How long before the place to begin is decoded, in seconds. A broadcast has no index: ffmpeg goes to any
 * packet, and what lies before the next keyframe is lost.
 */
function runUpSeconds(video: string): number {
  return HAS_NO_INDEX.test(video) ? MAX_GOP_SECONDS : 0;
}

/** Names of MPEG transport and program streams. */
const HAS_NO_INDEX = /\.(?:ts|m2ts?|mts|mpegts|tr?p|mpe?g|m2p|vob|mod|tod)$/iu;

/** Between two keyframes; x264's default is 250 frames. */
const MAX_GOP_SECONDS = 10;

/** ffmpeg counts in microseconds, and does not read `1e-7`. */
function secondsInWords(seconds: number): string {
  return String(Number(seconds.toFixed(6)));
}

function filters(settings: SliceSettings, header: VideoHeader): string[] {
  const { fps, every, firstIndex } = settings;
  const chain = header.isTimeless ? [COUNTED_TIMES] : [];
  chain.push(...wantedPart(settings));
  if (fps !== null) chain.push(`select='${firstOfEachPeriod(fps)}'`);
  if (every > 1) chain.push(`select='not(mod(n,${every}))'`);
  if (firstIndex > 0) chain.push(`select='gte(n,${firstIndex})'`);
  return [...chain, ...sizeFilters(settings), ...colorFilters(settings, header.colors)];
}

/** Of a video without times: by the rate that the stream names. */
const COUNTED_TIMES = "setpts='N/if(isnan(FR),25,FR)/TB'";

/**
 * Takes what begins at or after the start, and before the end: both count from the start of the container,
 * and are brought to the video's ticks in the same way, so that parts that follow one another have each
 * frame once. ffmpeg's `-t` would count from the first frame that it takes.
 */
function wantedPart({ startSeconds, durationSeconds }: SliceSettings): readonly string[] {
  const bounds = startSeconds > 0 ? [`start=${secondsInWords(startSeconds)}`] : [];
  if (durationSeconds !== null)
    bounds.push(`end=${secondsInWords(startSeconds + durationSeconds)}`);
  return bounds.length === 0 ? [] : [`trim=${bounds.join(":")}`];
}

/**
 * Takes the first frame at or after each multiple of the period, so that a frame keeps its own time
 * and none is made up; the `fps` filter repeats frames and moves them by up to half a period.
 */
function firstOfEachPeriod(fps: number): string {
  const period = (time: string): string => `floor(${time}*${fps}+0.0001)`;
  return `isnan(prev_selected_t)+gt(${period("t")},${period("prev_selected_t")})`;
}
