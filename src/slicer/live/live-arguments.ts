import { Readable } from "node:stream";
import { colorFilters } from "../color-filters.ts";
import { cropFilters, croppedColors } from "../crop-filters.ts";
import { encodingOptions } from "../encoding-options.ts";
import type { CopyOutput, FfmpegTask } from "../ffmpeg-process.ts";
import { type FfmpegArguments, PIPE, type SliceSettings } from "../ffmpeg-arguments.ts";
import { gateFilters } from "../frame-gate.ts";
import { frameNamePattern } from "../frame-name.ts";
import { keyframeFilters, ONLY_KEYFRAMES } from "../keyframes.ts";
import { sizeFilters } from "../size-filters.ts";
import { printedTimes } from "../time-filters.ts";
import type { VersionTraits } from "../version-traits.ts";
import type { LiveAddress } from "./live-address.ts";
import type { LiveHeader } from "./live-header.ts";
import { PRINTED_ARRIVALS } from "./arrivals.ts";
import { traitsOf } from "./live-kinds.ts";
import { printedChecksums } from "./still-picture.ts";

/** What of the frames of a stream is taken, and in which form. */
export interface LiveSlicing extends Omit<
  SliceSettings,
  "video" | "startSeconds" | "durationSeconds" | "firstIndex"
> {
  /** Time without a new picture after which a camera is frozen; `null` if it may show one for ever. */
  readonly frozenMs: number | null;
}

/** The ffmpeg that writes frames. @param firstIndex index of the first one. */
export function liveTask(
  address: LiveAddress,
  slicing: LiveSlicing,
  { header, traits, firstIndex, onCopy }: LiveTaskFacts,
): FfmpegTask {
  const copy = onCopy && { outputOptions: copyOptions(address, header), onStart: onCopy };
  return {
    ...liveInput(address, slicing, header.isTimeless),
    ...liveOutput(slicing, { header, traits, firstIndex }),
    ...(copy === undefined ? {} : { copy }),
  };
}

export interface LiveTaskFacts {
  readonly header: LiveHeader;
  readonly traits: VersionTraits;
  readonly firstIndex: number;
  /** Takes the stream itself, as Matroska. @default nobody wants it */
  readonly onCopy?: CopyOutput["onStart"] | undefined;
}

/** An ffmpeg that connects, prints the header, and decodes one frame. */
export function headerTask(
  address: LiveAddress,
  slicing: Pick<LiveSlicing, "keyframes">,
): FfmpegTask {
  return {
    ...liveInput(address, slicing, false),
    outputOptions: ["-map", "0:V:0", "-frames:v", "1", "-f", "null"],
    output: "-",
  };
}

/** An ffmpeg that writes nothing, and prints what tells whether the camera works. */
export function watchTask(
  address: LiveAddress,
  slicing: LiveSlicing,
  { isTimeless }: LiveHeader,
): FfmpegTask {
  return {
    ...liveInput(address, slicing, isTimeless),
    outputOptions: ["-map", "0:V:0", "-vf", watchFilters(slicing).join(","), "-f", "null"],
    output: "-",
  };
}

/** An ffmpeg that decodes every frame, prints its time, and writes nothing. */
export function examineTask(
  address: LiveAddress,
  traits: Pick<VersionTraits, "addsMetadata" | "hasFpsMode">,
): FfmpegTask {
  return {
    ...liveInput(address, { keyframes: false }, false),
    outputOptions: [
      ...["-map", "0:V:0", "-vf", printedTimes(traits.addsMetadata).join(",")],
      ...[traits.hasFpsMode ? "-fps_mode" : "-vsync", "passthrough", "-f", "null"],
    ],
    output: "-",
  };
}

function liveOutput(
  slicing: LiveSlicing,
  { header, traits, firstIndex }: LiveTaskFacts,
): Pick<FfmpegArguments, "outputOptions" | "output"> {
  return {
    outputOptions: [
      ...["-map", "0:V:0", "-an", "-sn", "-dn"],
      ...[
        "-vf",
        [...liveFilters(slicing, header, traits), ...printedTimes(traits.addsMetadata)].join(","),
      ],
      ...[traits.hasFpsMode ? "-fps_mode" : "-vsync", "passthrough"],
      ...["-enc_time_base", "1/1000000"],
      ...encodingOptions(slicing),
      // An encoder, too, holds back a picture for each of its threads.
      ...["-thread_type", "slice"],
      ...["-f", "image2", "-start_number", String(firstIndex), "-atomic_writing", "1"],
      ...["-progress", "pipe:1"],
    ],
    output: frameNamePattern(slicing.format),
  };
}

/**
 * The stream as it came, without decoding. Each packet is a cluster of its own, so that it comes at once, and sound
 * that is late holds up no picture.
 */
function copyOptions(
  { kind }: LiveAddress,
  { audioCodec }: LiveHeader,
): CopyOutput["outputOptions"] {
  // AAC of a transport stream lacks what Matroska begins with; in a pipe, it cannot be added later.
  const mustEncode = audioCodec === "aac" && (kind === "udp" || kind === "srt" || kind === "http");
  const audio =
    audioCodec === null ? ["-an"] : ["-map", "0:a:0", "-c:a", mustEncode ? "aac" : "copy"];
  return [
    ...["-map", "0:V:0", "-c:v", "copy", ...audio, "-sn", "-dn"],
    ...["-avoid_negative_ts", "disabled", "-max_interleave_delta", "1", "-flush_packets", "1"],
    ...["-cluster_size_limit", "1", "-f", "matroska"],
  ];
}

function liveFilters(
  slicing: LiveSlicing,
  header: LiveHeader,
  { addsMetadata }: Pick<VersionTraits, "addsMetadata">,
): readonly string[] {
  const { fps, every, keyframes } = slicing;
  const selects = [
    ...(keyframes ? keyframeFilters(header.videoCodec) : []),
    ...(fps === null ? [] : [`select='${firstOfEachPeriod(fps)}'`]),
    ...(every > 1 ? [`select='not(mod(n,${every}))'`] : []),
  ];
  const chosen = [
    ...selects,
    ...cropFilters(slicing, header),
    ...gateFilters(slicing, addsMetadata),
  ];
  const colors = colorFilters(slicing, croppedColors(slicing, header));
  return [...watchFilters(slicing), ...chosen, ...sizeFilters(slicing), ...colors];
}

/** Print what tells whether the camera works, however few of its frames are taken. */
function watchFilters({ frozenMs }: Pick<LiveSlicing, "frozenMs">): readonly string[] {
  return [...(frozenMs === null ? [] : [printedChecksums(frozenMs)]), PRINTED_ARRIVALS];
}

/** As for a file; but a camera whose clock jumps back must not be silent until it is where it was. */
function firstOfEachPeriod(fps: number): string {
  const period = (time: string): string => `floor(${time}*${fps}+0.0001)`;
  return `isnan(prev_selected_t)+not(eq(${period("t")},${period("prev_selected_t")}))`;
}

const COMMON = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"] as const;

/**
 * Slices of a picture are decoded in parallel instead of pictures, because a decoder holds back a picture for each
 * of its threads. If the picture size changes, new filters would forget which frames they have selected.
 */
const DECODING = ["-thread_type", "slice", "-reinit_filter", "0"] as const;

function liveInput(
  address: LiveAddress,
  { keyframes }: Pick<LiveSlicing, "keyframes">,
  isTimeless: boolean,
): Pick<FfmpegTask, "input" | "inputOptions" | "stream"> {
  const { kind, input, rtspTransport } = address;
  const { protocols, formats } = traitsOf(kind, rtspTransport);
  const decoding = [...DECODING, ...(keyframes ? ONLY_KEYFRAMES : [])];
  if (kind === "device" || kind === "test") {
    const [format = ""] = formats.split(",", 1);
    const pace = kind === "test" ? ["-re"] : [];
    return { input, inputOptions: [...COMMON, ...decoding, ...pace, "-f", format] };
  }
  const whitelists = [
    ...["-protocol_whitelist", `pipe,${protocols}`],
    ...["-format_whitelist", `concat,${formats}`],
  ];
  return {
    input: PIPE,
    inputOptions: [
      ...[...COMMON, ...decoding, ...whitelists],
      ...[`-${QUICK_START[0]}`, QUICK_START[1], "-f", "concat", "-safe", "0"],
    ],
    stream: Readable.from([inputScript(address, isTimeless)]),
  };
}

/** Without it ffmpeg reads 20 pictures to find their rate, which are seconds old when it begins. */
const QUICK_START = ["fpsprobesize", "0"] as const;

/**
 * A script for ffmpeg's demuxer `concat`, which comes through standard input: so the address with its password is
 * not in the list of processes. `option` exists since ffmpeg 5.
 */
export function inputScript(address: LiveAddress, isTimeless: boolean): string {
  const { kind, input, rtspTransport, options: own = [] } = address;
  const { protocols, formats, options } = traitsOf(kind, rtspTransport);
  const all = [
    ...[["protocol_whitelist", protocols] as const, ["format_whitelist", formats] as const],
    ...[QUICK_START, ...options, ...own],
    ...(isTimeless ? [["use_wallclock_as_timestamps", "1"] as const] : []),
  ];
  const lines = all.map(([name, value]) => `option ${name} ${value}`);
  return ["ffconcat version 1.0", `file ${quoted(input)}`, ...lines, ""].join("\n");
}

/** As ffmpeg reads a word of a script (`ffmpeg-utils`, "Quoting and escaping"). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
