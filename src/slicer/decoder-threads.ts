import { closeSync, openSync, readSync } from "node:fs";
import { isShortage } from "../core/files/system-error.ts";
import { unreadableVideo } from "./unreadable-video.ts";

/**
 * True if a video must be decoded in one thread: Ogg files may be chained, each link with its own size and
 * tables, which ffmpeg's Theora decoder does not support with several threads. It would drop what follows,
 * or produce garbage that is sent before the error is reported.
 *
 * Decided by the first bytes, since names are unreliable; `false` for a file that cannot be read, which
 * ffmpeg reports.
 *
 * @throws FrameferryError `ERR_VIDEO_UNREADABLE` if this process has no descriptor left.
 */
export function needsOneThread(video: string): boolean {
  const magic = Buffer.alloc(OGG_MAGIC.length);
  try {
    const file = openSync(video, "r");
    try {
      readSync(file, magic, 0, magic.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    // ffmpeg has its own descriptors, and might be able to read it.
    if (isShortage(cause)) throw unreadableVideo(video, cause as Error);
    return false;
  }
  return isOgg(magic);
}

/** True for the first bytes of an Ogg file. */
export function isOgg(head: Buffer): boolean {
  return head.toString("latin1", 0, OGG_MAGIC.length) === OGG_MAGIC;
}

const OGG_MAGIC = "OggS";
