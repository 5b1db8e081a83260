import { resolve } from "node:path";
import { colorFilters } from "./color-filters.ts";
import { cropFilters, croppedColors } from "./crop-filters.ts";
import { gateFilters, type GateSettings } from "./frame-gate.ts";
import { frameNamePattern } from "./frame-name.ts";
import { keyframeFilters, keyframeOptions } from "./keyframes.ts";
import { encodingOptions, type ImageEncoding } from "./encoding-options.ts";
import { type InputAccess, plainAccess, type RemoteVideo } from "./remote-video.ts";
import { sizeFilters } from "./size-filters.ts";
import { firstDecoded, printedTimes, SHIFT_SECONDS } from "./time-filters.ts";
import type { VersionTraits } from "./version-traits.ts";
import { formatSeconds, seekOptions, type SingleFrame } from "./seek-options.ts";
import type { VideoHeader } from "./video-header.ts";
import { indexFilters, wantedFilters } from "./wanted-filters.ts";
import { endOfVideo, type WantedFrames } from "./wanted-frames.ts";

/** Part of a video to slice, and the form of its images. Units are in the names; `null` means "as it is". */
export interface SliceSettings extends ImageEncoding, GateSettings {
  readonly video: string;
  readonly fps: number | null;
  readonly every: number;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  /** Part of the picture that is sliced, as text; `null` for all of it. @default null */
  readonly crop?: string | null;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  /** True to make pixels square by enlarging the picture. */
  readonly squarePixels: boolean;
  /** True if HDR becomes SDR. */
  readonly toneMap: boolean;
  /** True to decode nothing but keyframes. */
  readonly keyframes: boolean;
  /** True to take a keyframe of each period of `fps`, if each has one. @default false */
  readonly nearestKeyframe?: boolean;
  /** Frames that were asked for one by one; all others are left out. @default all */
  readonly wanted?: WantedFrames | null;
  /** Of the frames that are selected so far, the places of those to write; ascending. @default all */
  readonly picks?: readonly number[] | null;
  /** True to write nothing: frames are only announced. @default false */
  readonly countsOnly?: boolean;
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
  /** Text of a file that `FILTER_FILE` stands for in the options; `null` if the filters stand there themselves. @default null */
  readonly filterText?: string | null;
}

/** Stands in the options for the path of a file with the filters. */
export const FILTER_FILE = "FILTERS";

/** Requirements of an ffmpeg and a video. */
export interface FfmpegTraits extends Pick<VersionTraits, "hasFpsMode" | "addsMetadata"> {
  /** As `VersionTraits` has it. @default false */
  readonly hasOptionFiles?: boolean;
  /** True to decode the video in one thread. */
  readonly isOneThread: boolean;
  readonly header: VideoHeader;
  /** True for a video on ffmpeg's standard input, where seeking is impossible. @default false */
  readonly isPiped?: boolean;
  /** A video on a server; `null` for any other. @default null */
  readonly remote?: Pick<RemoteVideo, "input" | "access"> | null;
  /** The single frame to write, if only one is; `null` for all that the settings select. @default null */
  readonly frame?: SingleFrame | null;
}

export function ffmpegArguments(settings: SliceSettings, traits: FfmpegTraits): FfmpegArguments {
  const { hasFpsMode, addsMetadata, isOneThread, header, isPiped = false, remote = null } = traits;
  const { frame = null } = traits;
  const decoded = frame === null ? [] : firstDecoded(addsMetadata);
  const chain = [
    ...filters(settings, { header, addsMetadata, frame }),
    ...printedTimes(addsMetadata),
  ];
  const filterText = [...decoded, ...chain].join(",");
  const isLong = filterText.length > MAX_FILTER_LENGTH;
  const filterFile = [
    traits.hasOptionFiles === true ? "-/filter:v" : "-filter_script:v",
    FILTER_FILE,
  ];
  return {
    input: remote?.input ?? (isPiped ? PIPE : `file:${resolve(settings.video)}`),
    inputOptions: [
      ...commonOptions(remote?.access ?? plainAccess(isPiped ? "pipe" : "file")),
      ...(isPiped ? [] : seekOptions(settings, header, frame)),
      ...(isOneThread ? ["-threads", "1"] : []),
      ...(settings.keyframes ? keyframeOptions(codecOf(header)) : []),
    ],
    outputOptions: [
      ...["-map", "0:V:0", "-an", "-sn", "-dn"],
      ...(isLong ? filterFile : ["-vf", filterText]),
      ...[hasFpsMode ? "-fps_mode" : "-vsync", "passthrough"],
      ...(settings.countsOnly === true ? ["-f", "null"] : imageOptions(settings, frame)),
      ...["-progress", "pipe:1"],
    ],
    output:
      settings.countsOnly === true
        ? "-"
        : frameNamePattern(settings.format) + (frame === null ? "" : UNFINISHED),
    filterText: isLong ? filterText : null,
  };
}

function imageOptions(settings: SliceSettings, frame: SingleFrame | null): readonly string[] {
  return [
    // In the encoder's usual time base, the frame rate, close frames of a variable rate collide.
    ...["-enc_time_base", "1/1000000"],
    ...encodingOptions(settings),
    ...["-f", "image2", "-start_number", String(settings.firstIndex)],
    ...(frame === null ? ["-atomic_writing", "1"] : ["-frames:v", "1"]),
  ];
}

/** Ending of an image that is not whole yet, as `-atomic_writing` calls it. */
export const UNFINISHED = ".tmp";

/** Windows allows 32,767 characters for a whole command line. */
const MAX_FILTER_LENGTH = 16_000;

function commonOptions(access: InputAccess): readonly string[] {
  const options = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"];
  options.push("-protocol_whitelist", access.protocols, "-format_whitelist", access.formats);
  options.push(...access.options);
  // If the picture size changes, new filters would forget which frames they have selected.
  options.push("-reinit_filter", "0");
  return [...options, "-itsoffset", formatSeconds(SHIFT_SECONDS)];
}

/** What the filters of a video depend on besides its settings. */
interface FilterFacts extends Pick<FfmpegTraits, "header" | "addsMetadata"> {
  readonly frame: SingleFrame | null;
}

function filters(
  settings: SliceSettings,
  { header, addsMetadata, frame }: FilterFacts,
): readonly string[] {
  const { fps, every, firstIndex, wanted = null, picks = null } = settings;
  const chain = header.isTimeless ? [COUNTED_TIMES] : [];
  if (settings.keyframes) chain.push(...keyframeFilters(codecOf(header)));
  chain.push(...trimFilter(settings));
  if (frame !== null) chain.push(`select='${firstSince(frame)}'`);
  else if (fps !== null) chain.push(`select='${firstOfEachPeriod(fps)}'`);
  if (every > 1) chain.push(`select='not(mod(n,${every}))'`);
  if (wanted !== null && frame === null) chain.push(...wantedFilters(wanted, endOfVideo(header)));
  if (picks !== null) chain.push(...indexFilters(picks));
  // A slice that goes on must let the same frames pass, so that the gate sees all of them.
  const gate = gateFilters(settings, addsMetadata);
  if (firstIndex > 0 && frame === null) gate.push(`select='gte(n,${firstIndex})'`);
  const crop = cropFilters(settings, header);
  const form = [
    ...sizeFilters(settings),
    ...colorFilters(settings, croppedColors(settings, header)),
  ];
  return [...chain, ...crop, ...gate, ...form];
}

function codecOf({ stream = null }: VideoHeader): string | null {
  return stream === null ? null : stream.codec;
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
  return `isnan(prev_selected_t)+gt(${period("t", fps)},${period("prev_selected_t", fps)})`;
}

/** Selects the frame, or the first one behind its time if it is not there. Filters may round the other way. */
function firstSince({ microseconds }: SingleFrame): string {
  return `isnan(prev_selected_t)*gte(t*1000000,${microseconds - 1})`;
}

/** Number of the period that a time is in. */
function period(time: string, fps: number): string {
  return `floor(${time}*${fps}+0.0001)`;
}
