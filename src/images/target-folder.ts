import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { Frame } from "../core/frame.ts";
import { realFolder } from "../core/landed-file.ts";
import { makeFolder } from "../core/make-folder.ts";
import { privateName } from "../core/private-name.ts";
import { namesLike } from "../core/put-back.ts";
import { FolderFlush } from "./folder-flush.ts";

/**
 * A folder that gets images, each under the same path below it. Nothing there is ever overwritten: a
 * second `cam/a.jpg` becomes `cam/a~1.jpg`. A name that is too long for the disk loses the end of its stem.
 */
export class TargetFolder {
  readonly #path: string;
  readonly #flush = new FolderFlush();
  /** `null` until it is there. */
  #realPath: string | null = null;
  readonly #madeFolders = new Set<string>();

  /** @param path absolute; made where it is missing, on any disk. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Whether an image already lies where it would go. */
  holds(frame: Frame): boolean {
    // The links on the way to the folder are the user's.
    if (this.#realPath === null && existsSync(this.#path)) this.#realPath = realFolder(this.#path);
    return this.#realPath !== null && join(this.#realPath, placeBelow(frame)) === frame.path;
  }

  /** Path of a copy while it is not whole: at the top, where the next run looks for those left over. */
  halfOf(name: string): string {
    return join(this.#path, privateName("part", name));
  }

  /**
   * Puts the image of a frame here. Only `flushed` says that it outlasts a power cut.
   *
   * @param put makes a file of this name; its error `EEXIST` says that the name is taken.
   * @param spareBytes of the longest name are left for what `put` adds to it.
   */
  async take(frame: Frame, put: (name: string) => Promise<void>, spareBytes = 0): Promise<void> {
    const wanted = this.#wantedPath(frame);
    try {
      await this.#makeFolder(dirname(wanted));
      await putUnderFreeName(wanted, put, spareBytes);
    } catch (error) {
      this.#madeFolders.clear();
      throw error;
    }
  }

  /** Resolves when the disk holds the name that the image of a frame has got here. @throws the system's error. */
  async flushed(frame: Frame): Promise<void> {
    await this.#flush.flushed(dirname(this.#wantedPath(frame)));
  }

  #wantedPath(frame: Frame): string {
    return join(this.#path, placeBelow(frame));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#madeFolders.has(folder)) return;
    const first = await makeFolder(folder);
    // A new folder is an entry of the one above it.
    if (first !== null)
      for (let made = folder; made.length >= first.length; made = dirname(made))
        await this.#flush.flushed(dirname(made));
    if (this.#madeFolders.size >= MAX_REMEMBERED) this.#madeFolders.clear();
    this.#madeFolders.add(folder);
  }
}

const MAX_REMEMBERED = 1000;

/** A path that leads out of the folder it was named in is not followed at its goal. */
function placeBelow({ relativePath }: Pick<Frame, "relativePath">): string {
  const isBelow = !isAbsolute(relativePath) && !relativePath.split(/[/\\]/u).includes("..");
  return isBelow ? relativePath : basename(relativePath);
}

async function putUnderFreeName(
  wanted: string,
  put: (name: string) => Promise<void>,
  spareBytes: number,
): Promise<void> {
  for (const name of namesLike(wanted, spareBytes)) {
    try {
      return await put(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
