import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** What only the kernel of Linux tells, through statfs(2) and `/proc`. */

/** True if `f_type` of statfs(2) names a file system. Other systems have numbers of their own, or none. */
export function namesFileSystems(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux";
}

/** True if file events have limits that an administrator sets: those of inotify. */
export function hasEventLimits(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux";
}

/** A limit of inotify, such as `max_user_watches`; `null` where there is none, or nobody can tell. */
export async function eventLimit(
  name: string,
  platform: NodeJS.Platform = process.platform,
): Promise<number | null> {
  if (!hasEventLimits(platform)) return null;
  const text = await readFile(`${EVENT_LIMITS}/${name}`, "utf8").catch(() => null);
  return text === null ? null : Number(text);
}

/** Number of file events that the system keeps until they are read; 0 where nobody can tell. */
export function keptEvents(platform: NodeJS.Platform = process.platform): number {
  if (!hasEventLimits(platform)) return 0;
  try {
    return Number(readFileSync(`${EVENT_LIMITS}/max_queued_events`, "latin1")) || 0;
  } catch {
    return 0;
  }
}

const EVENT_LIMITS = "/proc/sys/fs/inotify";

/** True if the start of a process can be read from proc(5), which tells it from one that gets its id later. */
export function tellsProcessStarts(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux";
}

/** True if open files and folders can be reached by the paths of their descriptors. */
export function hasDescriptorPaths(
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): boolean {
  return platform === "linux" && exists(DESCRIPTORS);
}

/** Path by which an open file or folder can be reached, wherever it was moved, where `hasDescriptorPaths`. */
export function descriptorPath(descriptor: number): string {
  return `${DESCRIPTORS}/${descriptor}`;
}

const DESCRIPTORS = "/proc/self/fd";
