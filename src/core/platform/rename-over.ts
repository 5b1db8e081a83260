import { rename, rmdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Dependencies of renaming. */
export interface RenameCalls {
  readonly platform: NodeJS.Platform;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a folder, if it is empty. */
  readonly rmdir: (path: string) => Promise<void>;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const systemCalls: RenameCalls = {
  platform: process.platform,
  rename: (from, to) => rename(from, to),
  rmdir: (path) => rmdir(path),
  sleep: (ms) => sleep(ms),
};

/**
 * Renames a file, in the place of another if there is one. On Windows that fails as long as another program, such as a
 * virus scanner, has one of them open: there it is tried for two seconds.
 *
 * @throws the system's error.
 */
export function renameOver(
  from: string,
  to: string,
  calls: RenameCalls = systemCalls,
): Promise<void> {
  return calls.platform === "win32" ? renameWhenFree(from, to, calls) : calls.rename(from, to);
}

/** The same with a folder, in the place of an empty one. Windows puts none in the place of another. */
export async function renameFolderOver(
  from: string,
  to: string,
  calls: RenameCalls = systemCalls,
): Promise<void> {
  if (calls.platform === "win32") await removeEmpty(to, calls);
  await renameOver(from, to, calls);
}

/** True for the error of a file that another program has open, which only Windows knows. */
export function isHeldOpen(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" && HELD.has((error as NodeJS.ErrnoException).code ?? "");
}

async function renameWhenFree(from: string, to: string, calls: RenameCalls): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await calls.rename(from, to);
    } catch (error) {
      if (!isHeldOpen(error, calls.platform)) throw error;
      await calls.sleep(pauseMs);
    }
  }
  await calls.rename(from, to);
}

async function removeEmpty(folder: string, calls: RenameCalls): Promise<void> {
  try {
    await calls.rmdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Windows says any of these; missing rights look the same. */
const HELD: ReadonlySet<string> = new Set(["EPERM", "EBUSY", "EACCES"]);
const PAUSES_MS = [10, 20, 50, 100, 200, 400, 600, 600];
