import { basename, resolve } from "node:path";
import { queryFfmpeg } from "./query-ffmpeg.ts";
import { crashed, describeCrash } from "./ffmpeg-crash.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { type InputAccess, plainAccess, type RemoteVideo } from "./remote-video.ts";
import { type ShownPicture, shownPicture } from "./shown-picture.ts";
import { UNKNOWN_COLORS, type VideoColors, videoColors } from "./video-colors.ts";

/** Facts about a video that determine ffmpeg's arguments. */
export interface VideoHeader {
  /** True if its container has no times, such as a raw stream of a codec. */
  readonly isTimeless: boolean;
  /** Time of its first frame or audio sample, in seconds; may be negative. */
  readonly startSeconds: number;
  readonly colors: VideoColors;
  /** Length of the whole, in seconds; `null` if it does not say. @default null */
  readonly lengthSeconds?: number | null;
  /** Average frame rate, in frames per second; `null` if it does not say. @default null */
  readonly framesPerSecond?: number | null;
  /** Its pictures as they are shown; `null` if their size is unknown. @default null */
  readonly picture?: ShownPicture | null;
  /** `null` if its description could not be read. @default null */
  readonly stream?: VideoStream | null;
}

/** What the header says of the pictures of a video. */
export interface VideoStream {
  /** Container format, by ffmpeg's names, such as `matroska,webm`. */
  readonly formatName: string;
  /** By ffmpeg's name, such as `h264`. */
  readonly codec: string;
  /** Number of pixels of a picture. */
  readonly pixelCount: number;
  /** Average frame rate, in frames per second; `null` if unknown. */
  readonly framesPerSecond: number | null;
  /** Length of the container, in seconds; `null` if unknown, as while it is being written. */
  readonly seconds: number | null;
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

/** The same for a video on a server. @throws as `queryFfmpeg`. */
export async function queryRemoteHeader(
  ffmpegPath: string,
  { input, access }: Pick<RemoteVideo, "input" | "access">,
  ending?: AbortSignal,
): Promise<VideoHeader> {
  const { stderr } = await queryFfmpeg(ffmpegPath, headerArguments(input, access), ending);
  return headerInLog(stderr);
}

/**
 * Arguments of an ffmpeg that only prints the header of a video.
 *
 * @param input with its protocol.
 * @param access what may be opened for it. @default its own protocol
 */
export function headerArguments(
  input: string,
  access: InputAccess = plainAccess(input.split(":", 1)[0] ?? ""),
): readonly string[] {
  const args = ["-nostdin", "-loglevel", "level+info"];
  args.push("-protocol_whitelist", access.protocols, "-format_whitelist", access.formats);
  return [...args, ...access.options, "-i", input];
}

/** @param text output of such an ffmpeg. */
export function headerInLog(text: string): VideoHeader {
  const log = new FfmpegLog();
  for (const line of text.split("\n")) log.read(line);
  const { isTimeless, startSeconds, videoDetails, framesPerSecond } = log;
  if (videoDetails === null) return UNKNOWN_HEADER;
  const lengthSeconds = log.containerSeconds ?? log.videoSeconds;
  return {
    isTimeless,
    startSeconds,
    colors: videoColors(videoDetails),
    lengthSeconds,
    framesPerSecond,
    picture: shownPicture(videoDetails, log.rotationDegrees),
    stream: streamIn(videoDetails, log),
  };
}

/** @param details such as `h264 (High) (avc1 / 0x31637661), yuv420p, 1920x1080 [SAR 1:1 DAR 16:9], 30 fps`. */
function streamIn(details: string, log: FfmpegLog): VideoStream | null {
  const [, codec = ""] = /^(\w+)/u.exec(details) ?? [];
  const [, width, height] = /, (\d+)x(\d+)\b/u.exec(details) ?? [];
  const { formatName, framesPerSecond, containerSeconds: seconds } = log;
  const pixelCount = Number(width) * Number(height);
  return Number.isNaN(pixelCount) || codec === ""
    ? null
    : { formatName, codec, pixelCount, framesPerSecond, seconds };
}
