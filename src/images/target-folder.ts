import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { Frame } from "../core/frame/frame.ts";
import { realFolder } from "../core/files/landed-file.ts";
import { makeFolder } from "../core/files/make-folder.ts";
import { temporaryName } from "../core/files/temporary-name.ts";
import { numberedNames } from "../core/files/restore-file.ts";
import { FolderFlush } from "./shared-folder-flush.ts";

/**
 * A folder that receives images, each under its relative path. Nothing there is ever overwritten: a second
 * `cam/a.jpg` becomes `cam/a~1.jpg`. A name that is too long for the disk is truncated.
 */
export class TargetFolder {
  readonly #path: string;
  readonly #flush = new FolderFlush();
  /** `null` until the folder exists. */
  #realPath: string | null = null;
  readonly #madeFolders = new Set<string>();

  /** @param path absolute path, on any disk; created if missing. */
  constructor(path: string) {
    this.#path = path;
  }

  /** True if an image is already at its target path. */
  contains(frame: Frame): boolean {
    // Links in the path of the folder belong to the user.
    if (this.#realPath === null && existsSync(this.#path)) this.#realPath = realFolder(this.#path);
    return this.#realPath !== null && join(this.#realPath, targetPath(frame)) === frame.path;
  }

  /** Path of an incomplete copy: at the top, where the next run looks for leftovers. */
  partialPath(name: string): string {
    return join(this.#path, temporaryName("part", name));
  }

  /**
   * Puts the image of a frame here. It survives a power failure only after `flushed`.
   *
   * @param put makes a file of this name; rejects with `EEXIST` if the name is taken.
   * @param reservedBytes bytes to leave free for what `put` appends to the name.
   */
  async put(frame: Frame, put: (name: string) => Promise<void>, reservedBytes = 0): Promise<void> {
    const wanted = this.#wantedPath(frame);
    try {
      await this.#makeFolder(dirname(wanted));
      await putUnderFreeName(wanted, put, reservedBytes);
    } catch (error) {
      this.#madeFolders.clear();
      throw error;
    }
  }

  /** Resolves when the new name of a frame's image is on the disk. @throws the system's error. */
  async flushed(frame: Frame): Promise<void> {
    await this.#flush.flushed(dirname(this.#wantedPath(frame)));
  }

  #wantedPath(frame: Frame): string {
    return join(this.#path, targetPath(frame));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#madeFolders.has(folder)) return;
    const first = await makeFolder(folder);
    // A new folder is an entry of its parent.
    if (first !== null)
      for (let made = folder; made.length >= first.length; made = dirname(made))
        await this.#flush.flushed(dirname(made));
    if (this.#madeFolders.size >= MAX_REMEMBERED) this.#madeFolders.clear();
    this.#madeFolders.add(folder);
  }
}

const MAX_REMEMBERED = 1000;

/**
 * Relative path in the target folder; a path that leads out of its source folder is reduced to the file
 * name.
 */
function targetPath({ relativePath }: Pick<Frame, "relativePath">): string {
  const isBelow = !isAbsolute(relativePath) && !relativePath.split(/[/\\]/u).includes("..");
  return isBelow ? relativePath : basename(relativePath);
}

async function putUnderFreeName(
  wanted: string,
  put: (name: string) => Promise<void>,
  reservedBytes: number,
): Promise<void> {
  for (const name of numberedNames(wanted, reservedBytes)) {
    try {
      return await put(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
