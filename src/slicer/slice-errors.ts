import { formatCount } from "../core/text/format-count.ts";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";

/** Error for an ffmpeg without the filter that --tone-map needs. */
export function cannotToneMap(): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: `this ffmpeg was built without zscale, which ${option("toneMap")} needs`,
    remedy: `name another one with ${option("ffmpeg")}, or leave ${option("toneMap")} out`,
  });
}

/** @param frameCount number of frames written by then. */
export function diskFull(frameCount: number): FrameferryError {
  return new FrameferryError({
    code: "ERR_DISK_FULL",
    kind: "environment",
    message: `the disk of the frames folder is full after ${formatCount(frameCount, "frame")}`,
    remedy: `make room, or choose another disk with ${option("frames")} or ${option("state")}, and run the same command again`,
  });
}

/** Error about a video. */
export function sourceError(
  code: "ERR_NO_VIDEO_STREAM" | "ERR_VIDEO_REFUSED" | "ERR_VIDEO_UNREADABLE",
  message: string,
  remedy: string,
): FrameferryError {
  return new FrameferryError({ code, kind: "source", message, remedy });
}
