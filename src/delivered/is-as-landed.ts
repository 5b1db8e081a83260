import { lstat } from "node:fs/promises";
import { hasFrameContent } from "../core/frame-digest.ts";
import type { Frame } from "../core/frame.ts";

/** Whether a frame's file still has the content that landed; one that is gone has not. */
export async function isAsLanded(frame: Frame): Promise<boolean> {
  const stats = await lstat(frame.path).catch(() => null);
  return stats !== null && (await hasFrameContent(frame, stats));
}
