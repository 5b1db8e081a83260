import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import {
  isFileAt,
  pathOfDescriptor,
  pathThrough,
  realFolder,
  TELLS_PATHS,
} from "../core/landed-file.ts";
import { isAbsence } from "../core/system-error.ts";

/**
 * The folders that images are taken from, reached in a way that no link can lead elsewhere: an open
 * folder stays the same, whatever gets its name. Where the system has no paths through open folders,
 * their own paths are looked at instead.
 *
 * Those that were used last stay open for a second or two, so that a frame costs no opening, and a disk
 * that is to be unmounted is not held for longer.
 */
export class OpenFolders {
  readonly #open = new Map<string, OpenFolder>();
  #isTimed = false;
  /** For those who wait until a folder is no longer used. */
  #nextFree: PromiseWithResolvers<void> | null = null;

  /**
   * Works in a folder. Where it is gone, or is reached through a link by now, nothing is done.
   *
   * @param path absolute, with the real names of all folders.
   * @param work gets a path of the folder that leads nowhere else.
   * @throws what `work` throws, and the system's error where the folder cannot be opened.
   */
  async use(path: string, work: (folder: string) => Promise<void>): Promise<void> {
    if (!TELLS_PATHS) return await useByPath(path, work);
    const isStale = await this.#useOpen(path, work);
    // What was open is another folder now than the one of this name.
    if (isStale) await this.#useOpen(path, work);
  }

  /** @returns whether nothing was done, for the folder has moved since it was opened. */
  async #useOpen(path: string, work: (folder: string) => Promise<void>): Promise<boolean> {
    const folder = await this.#enter(path);
    try {
      const handle = await folder.handle;
      const isThere = handle !== null && (await liesAt(path, handle));
      if (handle === null) await useByPath(path, work);
      else if (isThere) await work(pathThrough(handle.fd));
      else this.#forget(path, folder);
      return handle !== null && !isThere;
    } finally {
      await this.#leave(path, folder);
    }
  }

  async #enter(path: string): Promise<OpenFolder> {
    while (!this.#open.has(path) && this.#open.size >= MAX_OPEN && !this.#closeOne())
      await (this.#nextFree ??= Promise.withResolvers()).promise;
    const folder = this.#open.get(path) ?? { handle: openFolder(path), users: 0, isRecent: true };
    this.#open.set(path, folder);
    folder.users += 1;
    folder.isRecent = true;
    return folder;
  }

  async #leave(path: string, folder: OpenFolder): Promise<void> {
    folder.users -= 1;
    if (folder.users > 0) return;
    this.#nextFree?.resolve();
    this.#nextFree = null;
    const handle = await folder.handle.catch(() => null);
    // One that could not be opened is tried again by the next frame.
    if (handle === null && folder.users === 0) this.#forget(path, folder);
    else if (this.#open.get(path) !== folder && folder.users === 0) await handle?.close();
    this.#closeLater();
  }

  #forget(path: string, folder: OpenFolder): void {
    if (this.#open.get(path) === folder) this.#open.delete(path);
  }

  /** Closes a folder that nobody uses; `false` if all are used. */
  #closeOne(): boolean {
    for (const [path, folder] of this.#open) if (this.#close(path, folder)) return true;
    return false;
  }

  #close(path: string, folder: OpenFolder): boolean {
    if (folder.users > 0) return false;
    this.#open.delete(path);
    void folder.handle.then((handle) => handle?.close()).catch(() => {});
    return true;
  }

  #closeLater(): void {
    if (this.#open.size === 0 || this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      for (const [path, folder] of this.#open) {
        if (!folder.isRecent) this.#close(path, folder);
        folder.isRecent = false;
      }
      this.#closeLater();
    }, LOOK_EVERY_MS).unref();
  }
}

interface OpenFolder {
  /** `null` where it must do without. */
  readonly handle: Promise<FileHandle | null>;
  users: number;
  /** Whether it was used since the last look. */
  isRecent: boolean;
}

/** A program may have as few as 64 descriptors. */
const MAX_OPEN = 2;
const LOOK_EVERY_MS = 1000;

/** `null` where there is none, it may not be listed, or no descriptor is left: then its path must do. */
async function openFolder(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (isAbsence(error) || NOT_NOW.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

const NOT_NOW: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "EACCES"]);

/** Its path may be spelled otherwise than the system does, as in letters of another case. */
async function liesAt(path: string, handle: FileHandle): Promise<boolean> {
  return pathOfDescriptor(handle.fd) === path || isFileAt(path, await handle.stat());
}

async function useByPath(path: string, work: (folder: string) => Promise<void>): Promise<void> {
  if (realFolder(path) === path) await work(path);
}
