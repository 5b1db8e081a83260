import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { missingVideo } from "./missing-video.ts";
import { unreadableVideo } from "./unreadable-video.ts";

/**
 * Checks a video before anything is started for it.
 *
 * @throws FrameferryError `ERR_VIDEO_MISSING` or `ERR_VIDEO_UNREADABLE`.
 */
export async function checkVideoFile(video: string): Promise<void> {
  const name = basename(video);
  const found = await stat(video).catch((cause: unknown) => {
    if (!isAbsence(cause)) throw unreadableVideo(video, cause as Error);
    throw missingVideo(video, cause);
  });
  if (found.isFile()) return await refuseUnreadable(video);
  throw new FrameferryError({
    code: "ERR_VIDEO_UNREADABLE",
    kind: "source",
    message: `${name} is not a regular file, so it is not a video file`,
    remedy: "name a video file",
  });
}

async function refuseUnreadable(video: string): Promise<void> {
  await access(video, constants.R_OK).catch((cause: unknown) => {
    throw unreadableVideo(video, cause as Error);
  });
}
