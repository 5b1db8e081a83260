import { closeSync, openSync, readSync } from "node:fs";
import { isShortage } from "../core/system-error.ts";
import { unseenVideo } from "./unseen-video.ts";

/**
 * Whether a video is to be decoded in one thread: Ogg files may be chained, each link with a size and
 * tables of its own, and ffmpeg's decoder of Theora says of those that it "is unsupported" with several.
 * It would drop what follows, or make garbage of it, and by the time it says so that may be on its way.
 *
 * By the first bytes, for a name may say anything; `false` for what cannot be read, which ffmpeg tells of.
 *
 * @throws FrameferryError `ERR_VIDEO_UNREADABLE` where this process has no descriptor left to look.
 */
export function decodesWithOneThread(video: string): boolean {
  const magic = Buffer.alloc(OGG_MAGIC.length);
  try {
    const file = openSync(video, "r");
    try {
      readSync(file, magic, 0, magic.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    // ffmpeg has descriptors of its own, and might well read it.
    if (isShortage(cause)) throw unseenVideo(video, cause as Error);
    return false;
  }
  return startsAsChain(magic);
}

/** The same of a video's first bytes. */
export function startsAsChain(head: Buffer): boolean {
  return head.toString("latin1", 0, OGG_MAGIC.length) === OGG_MAGIC;
}

const OGG_MAGIC = "OggS";
