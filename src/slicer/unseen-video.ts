import { FrameferryError } from "../core/errors.ts";
import { systemWords } from "../core/system-error.ts";

/** That a video is there, or may be, and cannot be accessed. */
export function unseenVideo(video: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_VIDEO_UNREADABLE",
    kind: "source",
    message: `the video ${video} cannot be accessed: ${systemWords(cause)}`,
    remedy: "check its disk, its name, and the permissions of it and its folder",
    cause,
  });
}
