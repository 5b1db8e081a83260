import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import {
  isFileAt,
  pathOfDescriptor,
  pathThrough,
  realFolder,
  HAS_DESCRIPTOR_PATHS,
} from "../core/files/landed-file.ts";
import { isAbsence } from "../core/files/system-error.ts";

/**
 * Folders of images, accessed in a way that no link can redirect: an open folder stays the same, whatever
 * gets its name. On a system without descriptor paths, their own paths are checked instead.
 *
 * Recently used folders stay open for a second or two, so that a frame costs no opening, and a disk can be
 * unmounted soon.
 */
export class OpenFolders {
  readonly #open = new Map<string, OpenFolder>();
  #isTimed = false;
  /** Resolves for all callers that wait until a folder is no longer used. */
  #nextFree: PromiseWithResolvers<void> | null = null;

  /**
   * Runs `work` in a folder. If it is gone, or reached through a link by now, nothing is done.
   *
   * @param path absolute path without links.
   * @param work gets a path of the folder that cannot be redirected.
   * @throws the errors of `work`, and the system's error if the folder cannot be opened.
   */
  async use(path: string, work: (folder: string) => Promise<void>): Promise<void> {
    if (!HAS_DESCRIPTOR_PATHS) return await useByPath(path, work);
    const isStale = await this.#useOpen(path, work);
    // The open folder is no longer the one of this name.
    if (isStale) await this.#useOpen(path, work);
  }

  /** @returns true if nothing was done because the folder has been moved since it was opened. */
  async #useOpen(path: string, work: (folder: string) => Promise<void>): Promise<boolean> {
    const folder = await this.#acquire(path);
    try {
      const handle = await folder.handle;
      const isThere = handle !== null && (await liesAt(path, handle));
      if (handle === null) await useByPath(path, work);
      else if (isThere) await work(pathThrough(handle.fd));
      else this.#forget(path, folder);
      return handle !== null && !isThere;
    } finally {
      await this.#release(path, folder);
    }
  }

  async #acquire(path: string): Promise<OpenFolder> {
    while (!this.#open.has(path) && this.#open.size >= MAX_OPEN && !this.#closeOne())
      await (this.#nextFree ??= Promise.withResolvers()).promise;
    const folder = this.#open.get(path) ?? { handle: openFolder(path), users: 0, isRecent: true };
    this.#open.set(path, folder);
    folder.users += 1;
    folder.isRecent = true;
    return folder;
  }

  async #release(path: string, folder: OpenFolder): Promise<void> {
    folder.users -= 1;
    if (folder.users > 0) return;
    this.#nextFree?.resolve();
    this.#nextFree = null;
    const handle = await folder.handle.catch(() => null);
    // A folder that could not be opened is tried again for the next frame.
    if (handle === null && folder.users === 0) this.#forget(path, folder);
    else if (this.#open.get(path) !== folder && folder.users === 0) await handle?.close();
    this.#closeLater();
  }

  #forget(path: string, folder: OpenFolder): void {
    if (this.#open.get(path) === folder) this.#open.delete(path);
  }

  /** Closes an unused folder; `false` if all are in use. */
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
    }, CHECK_INTERVAL_MS).unref();
  }
}

interface OpenFolder {
  /** `null` if the path must be used instead. */
  readonly handle: Promise<FileHandle | null>;
  users: number;
  /** True if it was used since the last check. */
  isRecent: boolean;
}

/** A process may have only 64 descriptors. */
const MAX_OPEN = 2;
const CHECK_INTERVAL_MS = 1000;

/** `null` if it is missing, may not be listed, or no descriptor is left: then its path is used. */
async function openFolder(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (isAbsence(error) || NOT_NOW.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

const NOT_NOW: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "EACCES"]);

/** True if the folder is at its path, which may be spelled differently, for example in another letter case. */
async function liesAt(path: string, handle: FileHandle): Promise<boolean> {
  return pathOfDescriptor(handle.fd) === path || isFileAt(path, await handle.stat());
}

async function useByPath(path: string, work: (folder: string) => Promise<void>): Promise<void> {
  if (realFolder(path) === path) await work(path);
}
