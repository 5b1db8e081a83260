import { resolve } from "node:path";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { frameNamePattern } from "./frame-name.ts";

/** What of a video to slice, and into which images. Units are in the names; `null` means "as it is". */
export interface SliceSettings {
  readonly video: string;
  readonly framesPerSecond: number | null;
  readonly everyNth: number;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  readonly format: "jpg" | "png" | "webp";
  readonly quality: number | null;
}

/** The parts of an ffmpeg command line; the output is a name inside the frames folder. */
export interface FfmpegArguments {
  readonly input: string;
  readonly inputOptions: readonly string[];
  readonly outputOptions: readonly string[];
  readonly output: string;
}

/** @param hasFpsMode whether this ffmpeg spells `-fps_mode`, or the older `-vsync`. */
export function ffmpegArguments(settings: SliceSettings, hasFpsMode: boolean): FfmpegArguments {
  return {
    input: `file:${resolve(settings.video)}`,
    inputOptions: inputOptions(settings),
    outputOptions: [
      ...["-map", "0:V:0", "-an", "-sn", "-dn"],
      ...["-vf", filters(settings).join(",")],
      ...[hasFpsMode ? "-fps_mode" : "-vsync", "passthrough"],
      // In the encoder's usual time base, the frame rate, close frames of a variable rate collide.
      ...["-enc_time_base", "1/1000000"],
      ...encoding(settings),
      ...["-f", "image2", "-start_number", "0", "-atomic_writing", "1"],
      ...["-progress", "pipe:1"],
    ],
    output: frameNamePattern(settings.format),
  };
}

/** Whether the printed times are the container's own, or counted from the start of the video. */
export function keepsContainerTimes(settings: Pick<SliceSettings, "startSeconds">): boolean {
  return settings.startSeconds > 0;
}

function inputOptions(settings: SliceSettings): string[] {
  const options = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"];
  options.push("-protocol_whitelist", "file", "-format_whitelist", ALLOWED_FORMATS);
  // Seeking shifts all times by a whole number of ticks, which may be coarse: keep the true ones.
  // Without seeking ffmpeg's own times are better, as they mend breaks in the clock of a broadcast.
  if (keepsContainerTimes(settings)) options.push("-copyts", "-ss", String(settings.startSeconds));
  if (settings.durationSeconds !== null) options.push("-t", String(settings.durationSeconds));
  return options;
}

function filters(settings: SliceSettings): string[] {
  const { framesPerSecond, everyNth, widthPixels, heightPixels } = settings;
  const chain: string[] = [];
  if (framesPerSecond !== null) chain.push(`select='${firstOfEachPeriod(framesPerSecond)}'`);
  if (everyNth > 1) chain.push(`select='not(mod(n,${everyNth}))'`);
  if (widthPixels !== null || heightPixels !== null) {
    chain.push(`scale=${widthPixels ?? -1}:${heightPixels ?? -1}`);
  }
  return [...chain, ...printedTimes];
}

/**
 * Takes the first frame at or after each multiple of the period, so that a frame keeps its own time
 * and none is made up; the `fps` filter repeats frames and moves them by up to half a period.
 */
function firstOfEachPeriod(framesPerSecond: number): string {
  const period = (time: string): string => `floor(${time}*${framesPerSecond}+0.0001)`;
  return `isnan(prev_selected_t)+gt(${period("t")},${period("prev_selected_t")})`;
}

/**
 * Prints the time of each frame, in microseconds, just before it is encoded; then makes the times
 * rise strictly, since an encoder gives up on a broken clock that a slicer need not care about.
 */
const printedTimes: readonly string[] = [
  "settb=AVTB",
  "metadata=mode=add:key=f:value=1",
  "metadata=mode=print",
  "setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'",
];

/**
 * The settings that leave the most to the decoder, by `npm run bench -- encoding`: png and webp take
 * a third of the CPU of ffmpeg's defaults for an eighth more bytes; jpg tables per image cost 7 %.
 */
function encoding(settings: SliceSettings): string[] {
  switch (settings.format) {
    case "jpg":
      return [
        "-c:v",
        "mjpeg",
        "-q:v",
        String(mjpegScale(settings.quality ?? 90)),
        "-huffman",
        "default",
      ];
    case "png":
      return ["-c:v", "png", "-pix_fmt", "rgb24", "-compression_level", "1", "-pred", "up"];
    case "webp":
      return [
        "-c:v",
        "libwebp",
        "-pix_fmt",
        "yuv420p",
        "-compression_level",
        "1",
        "-quality",
        String(settings.quality ?? 80),
      ];
  }
}

/**
 * ffmpeg's quantiser scale (2 best, 31 worst) for a quality of libjpeg. Both multiply a table: at
 * quality q libjpeg takes (200 - 2q) % of one whose mean is 57.6, or 5000/q % below 50; a step of
 * ffmpeg's scale is an eighth of one whose mean is 30, which is 6.5 % of the other.
 */
function mjpegScale(quality: number): number {
  const percentOfTable = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Math.min(31, Math.max(2, Math.round(percentOfTable / 6.5)));
}
