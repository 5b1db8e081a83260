import { FrameferryError } from "../core/errors.ts";

/** Error of a video that is not there. */
export function missingVideo(video: string, cause: unknown): FrameferryError {
  return new FrameferryError({
    code: "ERR_VIDEO_MISSING",
    kind: "source",
    message: `there is no video file ${video}`,
    remedy: looksLikeAddress(video)
      ? "check the path; the address of a camera begins with its scheme, such as rtsp:// or http://"
      : "check the path",
    cause,
  });
}

/** True for `192.168.1.20/stream1`, `camera:554/1`, `admin:secret@camera.local/1`, which lack nothing but a scheme. */
function looksLikeAddress(path: string): boolean {
  return /^(?:[^/]*@)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|[\w.-]+(?=:\d))(?::\d{1,5})?(?:[/?]|$)/iu.test(
    path,
  );
}
