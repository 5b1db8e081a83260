import { basename } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { ErrorCode, ErrorKind } from "../../core/error-codes.ts";
import { isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import type { FfmpegLog } from "../../slicer/ffmpeg-log.ts";
import type { FfmpegExit } from "../../slicer/ffmpeg-process.ts";
import { DISK_FULL } from "../../slicer/slice-problem.ts";
import type { VideoTask } from "./video-task.ts";

/** True if a container does not take the sound as it is. */
export function refusesSound({ errors }: Pick<FfmpegLog, "errors">): boolean {
  return errors.some(({ text }) => SOUND_REFUSED.test(text));
}

/** Messages of ffmpeg's muxers before they write anything. */
const SOUND_REFUSED =
  /codec not currently supported in container|Only VP8 or VP9 or AV1 video and Vorbis or Opus audio|not supported in|No wav codec tag found|Unsupported audio codec/iu;

/** What kept ffmpeg from writing all of a video; `null` if nothing did. */
export function encodingFault(
  { target, source, ffmpeg }: Pick<VideoTask, "target" | "source" | "ffmpeg">,
  { code, signal, frameCount }: FfmpegExit,
  { errors }: Pick<FfmpegLog, "errors">,
): FrameferryError | null {
  if (errors.some(({ text }) => DISK_FULL.test(text))) return full(target);
  const [lacking] = errors.flatMap(({ text }) => LACKING.exec(text)?.slice(1) ?? []);
  if (lacking !== undefined)
    return fault("ERR_FFMPEG_BROKEN", "environment", {
      message: `${ffmpeg.path} was built without ${lacking}, which the video ${basename(target)} needs`,
      remedy: `name another ffmpeg with ${option("ffmpeg")}, or another format with ${option("output")}, such as .webm`,
    });
  const ending = signal ?? `code ${code}`;
  if (code !== 0)
    return fault("ERR_VIDEO_UNREADABLE", "source", {
      message: `${basename(source)} could not be annotated: ffmpeg ended with ${ending}${errors[0] === undefined ? "" : `: ${errors[0].text}`}`,
      remedy: "check that the video is whole, and that there is memory enough",
    });
  if (frameCount > 0) return null;
  return fault("ERR_VIDEO_UNREADABLE", "source", {
    message: `${basename(source)} could not be annotated: it holds no picture that ffmpeg can read`,
    remedy: "check that the video is whole",
  });
}

const LACKING = /^(?:Unknown encoder '([^']+)'|No such filter: '([^']+)')/u;

/** Does what writes to a place, and tells what a person can do about an error of the system. */
export async function writing<Written>(
  target: string,
  write: () => Promise<Written>,
): Promise<Written> {
  try {
    return await write();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    if (cause.code === "ENOSPC" || cause.code === "EDQUOT") throw full(target);
    throw fault("ERR_FOLDER_UNUSABLE", "environment", {
      message: `${target} cannot be written: ${systemErrorMessage(cause)}`,
      remedy: `name another place with ${option("output")}`,
    });
  }
}

function full(target: string): FrameferryError {
  return fault("ERR_DISK_FULL", "environment", {
    message: `${target} cannot be written: the disk is full`,
    remedy: `make room, or name another place with ${option("output")}`,
  });
}

function fault(
  code: ErrorCode,
  kind: ErrorKind,
  texts: { readonly message: string; readonly remedy: string },
): FrameferryError {
  return new FrameferryError({ code, kind, ...texts });
}
