import { counted } from "../core/counted.ts";
import { FrameferryError } from "../core/errors.ts";
import type { ErrorCode } from "../core/error-codes.ts";

/** That an ffmpeg lacks what HDR needs to become SDR. */
export function cannotToneMap(): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: "this ffmpeg was built without zscale, which --tone-map needs",
    remedy: "name another one with --ffmpeg, or leave --tone-map out",
  });
}

/** @param frameCount frames that were written by then. */
export function diskFull(frameCount: number): FrameferryError {
  return new FrameferryError({
    code: "ERR_DISK_FULL",
    kind: "environment",
    message: `the disk of the frames folder is full after ${counted(frameCount, "frame")}`,
    remedy:
      "make room, or choose another disk with --frames or --state, and run the same command again",
  });
}

/** That a video is not what it should be. */
export function sourceError(code: ErrorCode, message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code, kind: "source", message, remedy });
}
