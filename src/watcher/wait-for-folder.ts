import { resolve, sep } from "node:path";
import { systemErrorMessage } from "../core/files/system-error.ts";
import { targetStatsOf } from "./path-stats.ts";

/**
 * Resolves once a folder is there, which may be long after its parent and grandparent are.
 *
 * This is the only file that knows chokidar: it watches from the nearest folder that exists, and comes
 * along as the folders between appear and vanish.
 *
 * @returns whether it came; `false` if the signal aborted first.
 */
export async function waitForFolder(folder: string, signal: AbortSignal): Promise<boolean> {
  const wanted = resolve(folder);
  if (whyNoFolder(wanted) === null) return true;
  // Most folders are there: the others can wait for the module.
  const { watch } = await import("chokidar");
  if (signal.aborted) return false;
  const isThere = (): boolean => whyNoFolder(wanted) === null;
  const isOnTheWay = (path: string): boolean => wanted === path || wanted.startsWith(path + sep);
  const tree = watch(wanted, { depth: 0, atomic: false, ignored: (path) => !isOnTheWay(path) });
  try {
    return await new Promise<boolean>((settle) => {
      // For systems without events, and for folders on the way that may not be read.
      const timer = setInterval(() => isThere() && finish(true), LOOK_AGAIN_MS);
      const onAbort = (): void => finish(false);
      const finish = (hasCome: boolean): void => {
        clearInterval(timer);
        signal.removeEventListener("abort", onAbort);
        settle(hasCome);
      };
      signal.addEventListener("abort", onAbort);
      tree.on("addDir", () => isThere() && finish(true));
      tree.on("error", () => {});
    });
  } finally {
    await tree.close();
  }
}

const LOOK_AGAIN_MS = 500;

/** Why there is no folder at a path, as the end of a sentence; `null` where there is one. */
export function whyNoFolder(path: string): string | null {
  const stats = targetStatsOf(path);
  if (stats instanceof Error) return `cannot be accessed: ${systemErrorMessage(stats)}`;
  if (stats === null) return "is not there";
  return stats.isDirectory() ? null : "is not a folder";
}
