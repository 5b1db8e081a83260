import { randomUUID } from "node:crypto";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { makeFolder } from "../../core/files/make-folder.ts";
import { replaceFile } from "../../core/files/replace-file.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { renameFolderOver } from "../../core/platform/rename-over.ts";
import { option } from "../../core/option-spelling.ts";

/** Writes a document; an earlier one stays until the new one is whole. @throws FrameferryError */
export async function writeDocument(path: string, pieces: Iterable<string>): Promise<void> {
  const target = resolve(path);
  await writing(target, async () => {
    await makeFolder(dirname(target));
    const isSpecial = await isSpecialFile(target);
    await (isSpecial ? writeFile(target, pieces) : replaceFile(target, pieces));
  });
}

/** True for a pipe or a device, which has a name of its own to be kept. */
async function isSpecialFile(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isFile();
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return false;
  }
}

/** A file of a folder that is written. */
export interface FolderFile {
  /** Path below the folder, with `/` as separator. */
  readonly path: string;
  readonly text: string | Uint8Array;
}

/** Writes files into a new or empty folder, which gets them all at once, or none. @throws FrameferryError */
export async function writeFolder(
  path: string,
  files: Iterable<FolderFile> | AsyncIterable<FolderFile>,
): Promise<void> {
  const target = resolve(path);
  await writing(target, async () => {
    await refuseFilled(target);
    const unfinished = join(dirname(target), `.frameferry-${randomUUID()}.part`);
    await makeFolder(unfinished);
    try {
      for await (const file of files) await writeNew(unfinished, file);
      await renameFolderOver(unfinished, target);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
  });
}

async function refuseFilled(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return [];
    throw error;
  });
  if (names.length === 0) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the folder ${folder} is not empty`,
    remedy: `name a new folder with ${option("output")}`,
  });
}

async function writeNew(folder: string, { path, text }: FolderFile): Promise<void> {
  const place = join(folder, path);
  try {
    await makeFolder(dirname(place));
    await writeFile(place, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: `two images would share the file ${path}`,
      remedy: "rename one of the images, such as a.jpg beside a.png, or choose another format",
    });
  }
}

async function writing(target: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw isSystemError(cause) ? unwritable(target, cause) : cause;
  }
}

function unwritable(target: string, cause: NodeJS.ErrnoException): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return new FrameferryError({
    code: isFull ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `${target} cannot be written: ${isFull ? "the disk is full" : systemErrorMessage(cause)}`,
    remedy: `name another place with ${option("output")}`,
    cause,
  });
}
