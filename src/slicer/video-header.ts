import { basename, resolve } from "node:path";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { queryFfmpeg } from "./query-ffmpeg.ts";
import { crashed, describeCrash } from "./ffmpeg-crash.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { UNKNOWN_COLORS, type VideoColors, videoColors } from "./video-colors.ts";

/** Facts about a video that determine ffmpeg's arguments. */
export interface VideoHeader {
  /** True if its container has no times, such as a raw stream of a codec. */
  readonly isTimeless: boolean;
  /** Time of its first frame or audio sample, in seconds; may be negative. */
  readonly startSeconds: number;
  readonly colors: VideoColors;
}

/** Header of a video that ffmpeg cannot read; slicing it reports the reason. */
export const UNKNOWN_HEADER: VideoHeader = {
  isTimeless: false,
  startSeconds: 0,
  colors: UNKNOWN_COLORS,
};

/** Output of ffmpeg about the header of a video. */
export interface HeaderOutput {
  /** The whole output, starting with the banner. */
  readonly text: string;
  /** @throws FrameferryError `ERR_FFMPEG_CRASHED` if ffmpeg did not reach the end of the header. */
  readonly header: () => VideoHeader;
}

/**
 * Reads the header of a video with `ffmpeg -i`. There is no timeout once it has begun: an incomplete header
 * would cause wrong colors.
 *
 * @param ffmpegPath a path or a bare name, as `Ffmpeg.path`.
 * @param ending ends the reading.
 * @throws as `queryFfmpeg`.
 */
export async function queryHeader(
  ffmpegPath: string,
  video: string,
  ending?: AbortSignal,
): Promise<HeaderOutput> {
  const args = headerArguments(`file:${resolve(video)}`);
  const { stderr, exitCode: code, signal } = await queryFfmpeg(ffmpegPath, args, ending);
  return {
    text: stderr,
    header: () => {
      // Its exit code is never 0: without an output there is nothing to do.
      const crash = describeCrash({ code, signal });
      if (crash !== null) throw crashed(crash, `while it read the header of ${basename(video)}`);
      return headerInLog(stderr);
    },
  };
}

/** Arguments of an ffmpeg that only prints the header of a video. @param input with its protocol. */
export function headerArguments(input: string): readonly string[] {
  const [protocol = ""] = input.split(":", 1);
  const args = ["-nostdin", "-loglevel", "level+info"];
  args.push("-protocol_whitelist", protocol, "-format_whitelist", ALLOWED_FORMATS);
  return [...args, "-i", input];
}

/** @param text output of such an ffmpeg. */
export function headerInLog(text: string): VideoHeader {
  const log = new FfmpegLog();
  for (const line of text.split("\n")) log.read(line);
  const { isTimeless, startSeconds, videoDetails } = log;
  if (videoDetails === null) return UNKNOWN_HEADER;
  return { isTimeless, startSeconds, colors: videoColors(videoDetails) };
}
