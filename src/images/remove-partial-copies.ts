import { lstat, opendir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isAbandoned } from "../core/files/temporary-name.ts";

/**
 * Removes incomplete copies that killed programs have left at the top of a target folder. Copies that
 * cannot be removed are left to the next run: they do no harm.
 */
export async function removePartialCopies(target: string): Promise<void> {
  try {
    for await (const { name } of await opendir(target, { bufferSize: 1024 }))
      if (name.startsWith(".")) await removePartialCopy(target, name);
  } catch {
    // A missing target has none; the first image reports one that cannot be used.
  }
}

async function removePartialCopy(target: string, name: string): Promise<void> {
  const path = join(target, name);
  const { ctimeMs } = await lstat(path);
  if (isAbandoned(name, "part", ctimeMs)) await unlink(path);
}
