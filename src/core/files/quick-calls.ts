import { setImmediate as nextTurn } from "node:timers/promises";
import { SyncPace } from "./sync-pace.ts";

/**
 * Makes calls of the system at once while they take no time, and by the thread pool where the file system is
 * slow: for a frame that comes alone, a call by the pool takes about as much processor time as a tenth of
 * all the rest.
 *
 * Not for calls that always wait for the disk, such as a flush. Calls at once give way to everything else
 * after some milliseconds, however many there are.
 */
export class QuickCalls {
  readonly #pace = new SyncPace();
  /** Time of the calls at once since they last gave way, in milliseconds. */
  #spentMs = 0;
  #givingWay: Promise<void> | null = null;

  /** @param pooled the same call by the thread pool. @throws what the call throws. */
  async make<Value>(atOnce: () => Value, pooled: () => Promise<Value>): Promise<Value> {
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
