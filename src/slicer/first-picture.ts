import { basename, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import type { PixelSize } from "../core/image/image-size.ts";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { needsOneThread } from "./decoder-threads.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { queryFfmpeg } from "./query-ffmpeg.ts";
import { SHIFT_SECONDS } from "./time-filters.ts";

/** Facts about a video that are known once its first picture is decoded. */
export interface FirstPicture {
  /** Size of its pictures, turned as they are shown. */
  readonly size: PixelSize;
  /** Time of the results at which ffmpeg's clock of this video is 0, in seconds. */
  readonly zeroSeconds: number;
  /** Ticks of the video's clock in a second; `null` if unknown. */
  readonly ticksPerSecond: number | null;
  /** Estimated number of pictures, by length and rate; `null` if unknown. */
  readonly expectedFrames: number | null;
}

/** Options before a video that is read as the slicer does, so that its times are those of the results. */
export function videoInputOptions(video: string): readonly string[] {
  return [
    ...["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"],
    ...["-protocol_whitelist", "file", "-format_whitelist", ALLOWED_FORMATS],
    ...["-reinit_filter", "0", "-itsoffset", SHIFT_SECONDS.toFixed(6)],
    ...(needsOneThread(video) ? ["-threads", "1"] : []),
  ];
}

/**
 * Decodes the first picture of a video.
 *
 * @throws FrameferryError `ERR_VIDEO_UNREADABLE` if there is none, `ERR_FFMPEG_UNAVAILABLE`; the signal's reason.
 */
export async function firstPicture(
  ffmpegPath: string,
  video: string,
  signal: AbortSignal,
): Promise<FirstPicture> {
  const output = ["-map", "0:V:0", "-frames:v", "1", "-vf", "showinfo", "-f", "null", "-"];
  const input = [...videoInputOptions(video), "-i", `file:${resolve(video)}`];
  const { stderr } = await queryFfmpeg(ffmpegPath, [...input, ...output], signal);
  const log = new FfmpegLog();
  for (const line of stderr.split("\n")) log.read(line);
  const [, width, height] = /\[Parsed_showinfo.* s:(\d+)x(\d+) /u.exec(stderr) ?? [];
  if (width === undefined || height === undefined) throw noPicture(video, log);
  const { containerSeconds, framesPerSecond } = log;
  const isKnown = containerSeconds !== null && framesPerSecond !== null;
  return {
    size: { width: Number(width), height: Number(height) },
    zeroSeconds: log.zeroSeconds,
    ticksPerSecond: log.ticksPerSecond,
    expectedFrames: isKnown ? Math.round(containerSeconds * framesPerSecond) : null,
  };
}

function noPicture(video: string, { errors }: FfmpegLog): FrameferryError {
  const cause = errors[0] === undefined ? "" : `: ${errors[0].text}`;
  return new FrameferryError({
    code: "ERR_VIDEO_UNREADABLE",
    kind: "source",
    message: `${basename(video)} is not a video that ffmpeg can read${cause}`,
    remedy: "check that the file is whole and holds a video",
  });
}
