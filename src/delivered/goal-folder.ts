import { mkdir } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import type { Frame } from "../core/frame.ts";

/**
 * A folder that gets images, each under the same path below it. Nothing there is ever overwritten: a
 * second `cam/a.jpg` becomes `cam/a~1.jpg`.
 */
export class GoalFolder {
  readonly #path: string;
  readonly #madeFolders = new Set<string>();

  /** @param path absolute; made where it is missing, on any disk. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Whether an image already lies where it would go. */
  holds(frame: Frame): boolean {
    return this.#wantedPath(frame) === frame.path;
  }

  /**
   * Puts the image of a frame here.
   *
   * @param put makes a file of this name; its error `EEXIST` says that the name is taken.
   */
  async take(frame: Frame, put: (name: string) => Promise<void>): Promise<void> {
    const wanted = this.#wantedPath(frame);
    try {
      await this.#makeFolder(dirname(wanted));
      await putUnderFreeName(wanted, put);
    } catch (error) {
      this.#madeFolders.clear();
      throw error;
    }
  }

  #wantedPath(frame: Frame): string {
    return join(this.#path, placeBelow(frame));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#madeFolders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    if (this.#madeFolders.size >= MOST_REMEMBERED) this.#madeFolders.clear();
    this.#madeFolders.add(folder);
  }
}

const MOST_REMEMBERED = 1000;

/** A path that leads out of the folder it was named in is not followed at its goal. */
function placeBelow({ relativePath }: Frame): string {
  const isBelow = !isAbsolute(relativePath) && !relativePath.split(/[/\\]/u).includes("..");
  return isBelow ? relativePath : basename(relativePath);
}

async function putUnderFreeName(
  wanted: string,
  put: (name: string) => Promise<void>,
): Promise<void> {
  for (const name of namesLike(wanted)) {
    try {
      return await put(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Names in the order in which they are tried. */
function* namesLike(path: string): Generator<string, void, void> {
  yield path;
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 1; ; number += 1) yield `${stem}~${number}${extension}`;
}
