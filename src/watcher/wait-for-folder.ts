import { watch } from "chokidar";
import { statSync } from "node:fs";
import { resolve, sep } from "node:path";

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
  if (isFolder(wanted)) return true;
  if (signal.aborted) return false;
  const isOnTheWay = (path: string): boolean => wanted === path || wanted.startsWith(path + sep);
  const tree = watch(wanted, { depth: 0, atomic: false, ignored: (path) => !isOnTheWay(path) });
  try {
    return await new Promise<boolean>((settle) => {
      // For systems without events, and for folders on the way that may not be read.
      const timer = setInterval(() => isFolder(wanted) && finish(true), LOOK_AGAIN_MS);
      const onAbort = (): void => finish(false);
      const finish = (isThere: boolean): void => {
        clearInterval(timer);
        signal.removeEventListener("abort", onAbort);
        settle(isThere);
      };
      signal.addEventListener("abort", onAbort);
      tree.on("addDir", () => isFolder(wanted) && finish(true));
      tree.on("error", () => {});
    });
  } finally {
    await tree.close();
  }
}

const LOOK_AGAIN_MS = 500;

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
