import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { ALLOWED_FORMATS } from "./allowed-formats.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { dieWithParentWords } from "./launcher.ts";
import { UNKNOWN_COLORS, type VideoColors, videoColors } from "./video-colors.ts";

/** What has to be known of a video before ffmpeg's arguments can be chosen. */
export interface VideoHeader {
  /** Whether its container carries no times, as raw streams of a codec do not. */
  readonly isTimeless: boolean;
  /** Time of its first frame or sound, in seconds; may be negative. */
  readonly startSeconds: number;
  readonly colors: VideoColors;
}

/** Of a video that ffmpeg could not look at; whoever slices it tells why. */
export const UNKNOWN_HEADER: VideoHeader = {
  isTimeless: false,
  startSeconds: 0,
  colors: UNKNOWN_COLORS,
};

/**
 * Asks ffmpeg for the header of a video, as `ffmpeg -i` prints it. It may take as long as it takes: what
 * ended early would make wrong colors.
 *
 * @param ffmpegPath a path or a bare name, as `Ffmpeg.path`.
 * @param signal ends the question; the header is then unknown.
 */
export async function readVideoHeader(
  ffmpegPath: string,
  video: string,
  signal?: AbortSignal,
): Promise<VideoHeader> {
  const words = headerWords(`file:${resolve(video)}`);
  const [program = ffmpegPath, ...rest] = [...dieWithParentWords(), ffmpegPath, ...words];
  // Its exit code is always 1: without an output there is nothing to do.
  return headerInLog(await stderrOf(program, rest, signal));
}

/** The words of an ffmpeg that prints the header of a video, and does nothing. @param input with its protocol. */
export function headerWords(input: string): readonly string[] {
  const [protocol = ""] = input.split(":", 1);
  const words = ["-hide_banner", "-nostdin", "-loglevel", "level+info"];
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

async function stderrOf(
  program: string,
  words: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const options = { ...LIMITS, ...(signal === undefined ? {} : { signal }) };
  return await new Promise((done) => {
    execFile(program, words, options, (_, __, stderr) => done(stderr));
  });
}

const LIMITS = { killSignal: "SIGKILL", windowsHide: true, maxBuffer: 16 * 1024 * 1024 } as const;
