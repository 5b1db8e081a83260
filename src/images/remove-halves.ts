import { lstat, opendir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isAbandoned } from "../core/private-name.ts";

/**
 * Removes the copies that killed programs have left half done at the top of a goal. What cannot be
 * removed is left to the next run: it is in nobody's way.
 */
export async function removeHalves(goal: string): Promise<void> {
  try {
    for await (const { name } of await opendir(goal, { bufferSize: 1024 }))
      if (name.startsWith(".")) await removeHalf(goal, name);
  } catch {
    // A goal that is not there holds none; one that cannot be used is told of by the first image.
  }
}

async function removeHalf(goal: string, name: string): Promise<void> {
  const path = join(goal, name);
  const { ctimeMs } = await lstat(path);
  if (isAbandoned(name, "part", ctimeMs)) await unlink(path);
}
