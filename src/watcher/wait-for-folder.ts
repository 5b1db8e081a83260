import { watch } from "chokidar";
import { resolve } from "node:path";
import { statSync } from "node:fs";

/**
 * Resolves once a folder is there, which may be long after its parent and grandparent are.
 *
 * @returns whether it came; `false` if the signal aborted first.
 */
export async function waitForFolder(folder: string, signal: AbortSignal): Promise<boolean> {
  const wanted = resolve(folder);
  if (isFolder(wanted)) return true;
  if (signal.aborted) return false;
  const tree = watch(wanted, { depth: 0, ignoreInitial: false, atomic: false });
  try {
    return await new Promise<boolean>((settle) => {
      // chokidar waits from the nearest folder that exists; the timer is for systems without events.
      const timer = setInterval(() => isFolder(wanted) && finish(true), LOOK_AGAIN_MS);
      const onAbort = (): void => finish(false);
      const finish = (isThere: boolean): void => {
        clearInterval(timer);
        signal.removeEventListener("abort", onAbort);
        settle(isThere);
      };
      signal.addEventListener("abort", onAbort);
      tree.on("addDir", (path) => resolve(path) === wanted && finish(true));
      tree.on("error", () => {});
    });
  } finally {
    await tree.close();
  }
}

const LOOK_AGAIN_MS = 1000;

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
