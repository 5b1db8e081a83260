import { setTimeout as sleep } from "node:timers/promises";
import { flushFolder } from "../core/files/flush-folder.ts";
import { Semaphore } from "../core/concurrency/semaphore.ts";

/**
 * Flushes folders: a file that has just got its name loses it in a power failure unless its folder was
 * flushed. One flush serves all calls within some tens of milliseconds, asynchronously.
 */
export class FolderFlush {
  /** Flushes that have not started, shared by all callers meanwhile. */
  readonly #next = new Map<string, Promise<void>>();
  /** Running flushes, or the last ones. */
  readonly #current = new Map<string, Promise<void>>();

  /**
   * Resolves when the content of the folder at the time of the call is on the disk. @throws the system's
   * error.
   */
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
    const flush = FLUSH_SLOTS.run(async () => await flushFolder(folder));
    this.#current.set(folder, flush);
    this.#next.delete(folder);
    try {
      await flush;
    } finally {
      if (this.#current.get(folder) === flush) this.#current.delete(folder);
    }
  }
}

/** Concurrent flushes: each takes a descriptor and a thread. */
const FLUSH_SLOTS = new Semaphore(1);

/** Delay for grouping, in milliseconds. A flush takes processor time and blocks the disk for others. */
const GROUP_MS = 50;
