import { FrameferryError } from "../core/errors.ts";
import { systemErrorMessage } from "../core/system-error.ts";

/** Error for a video that exists, or may exist, and cannot be read. */
export function unreadableVideo(video: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_VIDEO_UNREADABLE",
    kind: "source",
    message: `the video ${video} cannot be looked at: ${systemErrorMessage(cause)}`,
    remedy: "check its disk, its name, and who may read it and enter its folder",
    cause,
  });
}
