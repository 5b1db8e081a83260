import { setTimeout as sleep } from "node:timers/promises";
import { flushFolder } from "../core/flush-folder.ts";
import { Semaphore } from "../core/semaphore.ts";

/**
 * Waits for the disk to hold the entries of folders: a file that has just got its name there has lost it
 * after a power cut, unless its folder was flushed. One flush serves all that ask within some tens of
 * milliseconds, beside the program.
 */
export class FolderFlush {
  /** Flushes that have not begun, for all who ask meanwhile. */
  readonly #next = new Map<string, Promise<void>>();
  /** Flushes under way, or the last ones. */
  readonly #current = new Map<string, Promise<void>>();

  /** Resolves when the disk holds what the folder held at this call. @throws the system's error. */
  flushed(folder: string): Promise<void> {
    const waiting = this.#next.get(folder);
    if (waiting !== undefined) return waiting;
    const next = this.#begin(folder);
    this.#next.set(folder, next);
    return next;
  }

  async #begin(folder: string): Promise<void> {
    await sleep(GROUP_MS);
    await this.#current.get(folder)?.catch(() => {});
    const flush = SEMAPHORE.run(async () => await flushFolder(folder));
    this.#current.set(folder, flush);
    this.#next.delete(folder);
    try {
      await flush;
    } finally {
      if (this.#current.get(folder) === flush) this.#current.delete(folder);
    }
  }
}

/** Each holds a descriptor and a thread. */
const SEMAPHORE = new Semaphore(1);

/** In milliseconds. Each flush takes processor time and keeps the disk from others. */
const GROUP_MS = 50;
