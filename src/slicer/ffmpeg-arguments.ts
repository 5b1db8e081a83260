import { resolve } from "node:path";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { colorFilters } from "./color-filters.ts";
import { frameNamePattern } from "./frame-name.ts";
import { encodingOptions, type ImageEncoding } from "./encoding-options.ts";
import { sizeFilters } from "./size-filters.ts";
import { printedTimes, SHIFT_SECONDS } from "./time-filters.ts";
import type { VersionTraits } from "./version-traits.ts";
import type { VideoHeader } from "./video-header.ts";

/** Part of a video to slice, and the form of its images. Units are in the names; `null` means "as it is". */
export interface SliceSettings extends ImageEncoding {
  readonly video: string;
  readonly fps: number | null;
  readonly every: number;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  /** True to make pixels square by enlarging the picture. */
  readonly squarePixels: boolean;
  /** True if HDR becomes SDR. */
  readonly toneMap: boolean;
  /** Index of the first frame to write; earlier ones are decoded and skipped. */
  readonly firstIndex: number;
}

/** ffmpeg's name of its standard input. */
export const PIPE = "pipe:0";

/** Parts of an ffmpeg command line; the output is a name inside the frames folder. */
export interface FfmpegArguments {
  /** Input with its protocol, such as `file:/clip.mp4` or `pipe:0`. */
  readonly input: string;
  readonly inputOptions: readonly string[];
  readonly outputOptions: readonly string[];
  readonly output: string;
}

/** Requirements of an ffmpeg and a video. */
export interface FfmpegTraits extends VersionTraits {
  /** True to decode the video in one thread. */
  readonly isOneThread: boolean;
  readonly header: VideoHeader;
  /** True for a video on ffmpeg's standard input, where seeking is impossible. @default false */
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
      ...(isPiped ? [] : seekOptions(settings, header)),
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
  // If the picture size changes, new filters would forget which frames they have selected.
  options.push("-reinit_filter", "0");
  return [...options, "-itsoffset", formatSeconds(SHIFT_SECONDS)];
}

/**
 * Options for seeking. A part keeps the times of the whole, so that parts fit together. Without seeking
 * ffmpeg's own times are better, as it repairs clock breaks of a broadcast.
 */
function seekOptions(
  { video, startSeconds }: SliceSettings,
  header: VideoHeader,
): readonly string[] {
  const place = startSeconds - runUpSeconds(video);
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
const MAX_GOP_SECONDS = 10;

/** Formats seconds for ffmpeg, which counts in microseconds and does not read `1e-7`. */
function formatSeconds(seconds: number): string {
  return String(Number(seconds.toFixed(6)));
}

function filters(settings: SliceSettings, header: VideoHeader): string[] {
  const { fps, every, firstIndex } = settings;
  const chain = header.isTimeless ? [COUNTED_TIMES] : [];
  chain.push(...trimFilter(settings));
  if (fps !== null) chain.push(`select='${firstOfEachPeriod(fps)}'`);
  if (every > 1) chain.push(`select='not(mod(n,${every}))'`);
  if (firstIndex > 0) chain.push(`select='gte(n,${firstIndex})'`);
  return [...chain, ...sizeFilters(settings), ...colorFilters(settings, header.colors)];
}

/** Times of a video without any: by the rate of the stream. */
const COUNTED_TIMES = "setpts='N/if(isnan(FR),25,FR)/TB'";

/**
 * Selects frames from the start up to, and without, the end. Both count from the start of the container and
 * are rounded to the video's ticks in the same way, so that consecutive parts contain each frame once.
 * ffmpeg's `-t` would count from the first selected frame.
 */
function trimFilter({ startSeconds, durationSeconds }: SliceSettings): readonly string[] {
  const bounds = startSeconds > 0 ? [`start=${formatSeconds(startSeconds)}`] : [];
  if (durationSeconds !== null) bounds.push(`end=${formatSeconds(startSeconds + durationSeconds)}`);
  return bounds.length === 0 ? [] : [`trim=${bounds.join(":")}`];
}

/**
 * Selects the first frame at or after each multiple of the period, so that a frame keeps its own time and
 * none is invented; the `fps` filter repeats frames and shifts them by up to half a period.
 */
function firstOfEachPeriod(fps: number): string {
  const period = (time: string): string => `floor(${time}*${fps}+0.0001)`;
  return `isnan(prev_selected_t)+gt(${period("t")},${period("prev_selected_t")})`;
}
