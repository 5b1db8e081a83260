import { lstat } from "node:fs/promises";
import type { Clock } from "../core/clock.ts";

/** Resolves once there is something at `path`, such as the DONE file of a writer; or at an abort. */
export async function untilFile(path: string, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await isThere(path))) {
    await clock.sleep(LOOK_AGAIN_MS, signal).catch(() => {});
  }
}

/** A few system calls a second cost less than a watch, and find the file on any file system. */
const LOOK_AGAIN_MS = 200;

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
