import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, lstat, rename, unlink, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import type { Frame } from "../core/frame.ts";

/**
 * Copies an image, under another name until it is whole, so that whoever watches the goal sees no
 * half of it.
 *
 * @throws an error of code `EEXIST` if something has this name.
 */
export async function copyWhole({ path, modifiedAtMs }: Frame, name: string): Promise<void> {
  const unfinished = `${dirname(name)}/.frameferry-${randomUUID()}.part`;
  try {
    await copyFile(path, unfinished, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await utimes(unfinished, modifiedAtMs / 1000, modifiedAtMs / 1000);
    await refuseTaken(name);
    await rename(unfinished, name);
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw error;
  }
}

async function refuseTaken(name: string): Promise<void> {
  const stats = await lstat(name).catch(() => null);
  if (stats !== null) throw Object.assign(new Error(`${name} exists`), { code: "EEXIST" });
}
