import { FrameferryError } from "../core/errors.ts";
import { systemErrorMessage } from "../core/files/system-error.ts";

/** Error for a video that exists, or may exist, and cannot be read. */
export function unreadableVideo(video: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_VIDEO_UNREADABLE",
    kind: "source",
    message: `the video ${video} cannot be accessed: ${systemErrorMessage(cause)}`,
    remedy: "check its disk, its name, and the permissions of it and its folder",
    cause,
  });
}
