import { randomUUID } from "node:crypto";
import { realpath, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAbsence } from "./system-error.ts";
import { renameOver } from "../platform/rename-over.ts";

/**
 * Writes a file atomically: at every moment either the old text or the new one is there, and on a full disk
 * the old one stays. Symbolic links are followed.
 *
 * @param text whole, or in pieces, each of which is written before the next is asked for.
 * @param mode permissions of the new file. @default those of the umask
 */
export async function replaceFile(
  path: string,
  text: string | Buffer | Iterable<string>,
  { mode = 0o666 }: { readonly mode?: number } = {},
): Promise<void> {
  const target = await realTarget(path);
  const unfinished = join(dirname(target), `.frameferry-${randomUUID()}.part`);
  try {
    await writeFile(unfinished, text, { flag: "wx", flush: true, mode });
    await renameOver(unfinished, target);
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw error;
  }
}

async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return join(await realpath(dirname(path)), basename(path));
  }
}
