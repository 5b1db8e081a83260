import { lstatSync, renameSync, type Stats, unlinkSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SyncPace } from "./sync-pace.ts";
import { isAbsence, lstatIfThere } from "./system-error.ts";

/**
 * Calls about single files of one place: made at once while they take no time, and by the thread pool where
 * the file system is slow. Of a frame that comes alone, three calls by the pool take as much processor time
 * as reading and sending it.
 *
 * Calls at once give way to everything else after some milliseconds, however many there are.
 */
export class QuickFileCalls {
  readonly #pace = new SyncPace();
  /** Time of the calls at once since they last gave way, in milliseconds. */
  #spentMs = 0;
  #givingWay: Promise<void> | null = null;

  /** Attributes of a path, as `lstatIfThere`. */
  async lstat(path: string): Promise<Stats | null> {
    return await this.#call(
      () => statsNow(path),
      async () => await lstatIfThere(path),
    );
  }

  /** @throws the system's error. */
  async rename(from: string, to: string): Promise<void> {
    await this.#call(
      () => renameSync(from, to),
      async () => await rename(from, to),
    );
  }

  /** @throws the system's error. */
  async unlink(path: string): Promise<void> {
    await this.#call(
      () => unlinkSync(path),
      async () => await unlink(path),
    );
  }

  async #call<Value>(atOnce: () => Value, pooled: () => Promise<Value>): Promise<Value> {
    while (this.#spentMs > MAX_SPENT_MS) await (this.#givingWay ??= this.#giveWay());
    const { isAtOnce } = this.#pace;
    const startedMs = performance.now();
    try {
      return isAtOnce ? atOnce() : await pooled();
    } finally {
      const tookMs = performance.now() - startedMs;
      if (isAtOnce) this.#spentMs += tookMs;
      if (isAtOnce) this.#pace.noteAtOnce(tookMs);
      else this.#pace.noteInBackground(tookMs);
    }
  }

  async #giveWay(): Promise<void> {
    await nextTurn();
    this.#spentMs = 0;
    this.#givingWay = null;
  }
}

const MAX_SPENT_MS = 2;

function statsNow(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}
