import type { PixelSize } from "../core/image/image-size.ts";
import type { VideoFormat } from "./video-format.ts";

/** Facts about a video and an ffmpeg that decide the arguments. */
export interface AnnotateTraits {
  /** True for `-fps_mode`, false for the older `-vsync`. */
  readonly hasFpsMode: boolean;
  /** Ticks of the video's clock in a second; `null` if unknown. */
  readonly ticksPerSecond: number | null;
  readonly size: PixelSize;
  readonly format: VideoFormat;
  /** True to encode the sound, where the container does not take it as it is. */
  readonly encodesSound: boolean;
}

/** Options for the output of an ffmpeg whose second input are overlays with times of their own. */
export function annotateOutput(traits: AnnotateTraits): readonly string[] {
  const { hasFpsMode, format, encodesSound } = traits;
  const ticks = ticksOf(traits);
  return [
    ...["-filter_complex", filtersOf(traits, ticks)],
    ...["-map", "[annotated]", "-map", "0:a?", "-sn", "-dn"],
    ...[hasFpsMode ? "-fps_mode" : "-vsync", "passthrough", "-enc_time_base", `1/${ticks}`],
    ...format.video,
    ...["-c:a", encodesSound ? format.sound : "copy"],
    ...format.container,
    ...["-f", format.muxer, "-progress", "pipe:1"],
  ];
}

/**
 * The size of the first picture holds for all. An overlay is shown from its time until that of the next. Times are those
 * of the video, and made to rise strictly, since encoders fail on a broken clock. An encoder for 4:2:0 needs even sides.
 */
function filtersOf({ size }: AnnotateTraits, ticks: number): string {
  const isOdd = size.width % 2 === 1 || size.height % 2 === 1;
  const chain = [
    "[video][1:v:0]overlay=format=auto:shortest=1",
    ...(isOdd ? ["pad=ceil(iw/2)*2:ceil(ih/2)*2"] : []),
    "format=yuv420p",
    `settb=1/${ticks}`,
    "setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'[annotated]",
  ];
  return `[0:V:0]scale=${size.width}:${size.height}[video];${chain.join(",")}`;
}

/** Microseconds where the video's own clock is not known, or too coarse or odd to be named by a whole number. */
function ticksOf({ ticksPerSecond }: AnnotateTraits): number {
  if (ticksPerSecond === null || !Number.isInteger(ticksPerSecond)) return 1_000_000;
  return ticksPerSecond < 1000 ? 1_000_000 : ticksPerSecond;
}
