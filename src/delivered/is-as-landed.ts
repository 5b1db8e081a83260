import { lstat } from "node:fs/promises";
import type { Frame } from "../core/frame.ts";

/** Whether a frame's file still has the content that landed; one that is gone has not. */
export async function isAsLanded({ path, byteLength, modifiedAtMs }: Frame): Promise<boolean> {
  const stats = await lstat(path).catch(() => null);
  return stats !== null && stats.size === byteLength && stats.mtimeMs === modifiedAtMs;
}
