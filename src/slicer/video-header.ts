import { basename, resolve } from "node:path";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { askFfmpeg } from "./ask-ffmpeg.ts";
import { crashed, crashInWords } from "./ffmpeg-crash.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { UNKNOWN_COLORS, type VideoColors, videoColors } from "./video-colors.ts";

/** What has to be known of a video before ffmpeg's arguments can be chosen. */
export interface VideoHeader {
  /** Whether its container carries no times, as raw streams of a codec do not. */
  readonly isTimeless: boolean;
  /** Time of its first frame or sound, in seconds; may be negative. */
  readonly startSeconds: number;
  readonly colors: VideoColors;
}

/** Of a video that ffmpeg cannot read; whoever slices it tells why. */
export const UNKNOWN_HEADER: VideoHeader = {
  isTimeless: false,
  startSeconds: 0,
  colors: UNKNOWN_COLORS,
};

/** What ffmpeg says when it is asked for the header of a video. */
export interface ToldHeader {
  /** All of its words. They begin with what it says of itself. */
  readonly text: string;
  /** @throws FrameferryError `ERR_FFMPEG_CRASHED` where ffmpeg did not come to the end of the header. */
  readonly header: () => VideoHeader;
}

/**
 * Asks ffmpeg for the header of a video, as `ffmpeg -i` prints it. Once it has begun it may take as long as
 * it takes: what ended early would make wrong colors.
 *
 * @param ffmpegPath a path or a bare name, as `Ffmpeg.path`.
 * @param ending ends the question.
 * @throws as `askFfmpeg`.
 */
export async function askForHeader(
  ffmpegPath: string,
  video: string,
  ending?: AbortSignal,
): Promise<ToldHeader> {
  const words = headerWords(`file:${resolve(video)}`);
  const { stderr, exitCode: code, signal } = await askFfmpeg(ffmpegPath, words, ending);
  return {
    text: stderr,
    header: () => {
      // Its exit code is never 0: without an output there is nothing to do.
      const crash = crashInWords({ code, signal });
      if (crash !== null) throw crashed(crash, `while it read the header of ${basename(video)}`);
      return headerInLog(stderr);
    },
  };
}

/** The words of an ffmpeg that prints the header of a video, and does nothing. @param input with its protocol. */
export function headerWords(input: string): readonly string[] {
  const [protocol = ""] = input.split(":", 1);
  const words = ["-nostdin", "-loglevel", "level+info"];
  words.push("-protocol_whitelist", protocol, "-format_whitelist", ALLOWED_FORMATS);
  return [...words, "-i", input];
}

/** @param text what such an ffmpeg has printed. */
export function headerInLog(text: string): VideoHeader {
  const log = new FfmpegLog();
  for (const line of text.split("\n")) log.read(line);
  const { isTimeless, startSeconds, videoDetails } = log;
  if (videoDetails === null) return UNKNOWN_HEADER;
  return { isTimeless, startSeconds, colors: videoColors(videoDetails) };
}
