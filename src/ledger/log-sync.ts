import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { canFlushFolders } from "../core/platform/file-access.ts";

/**
 * Flushes the log of a database asynchronously.
 *
 * SQLite's own `synchronous = FULL` blocks at every commit, for 1 ms on a fast disk and tens of them on a
 * slow or busy one. The guarantee here is the same (https://sqlite.org/pragma.html#pragma_synchronous): a
 * commit is safe once the log is flushed.
 */
export class LogSync {
  readonly #path: string;
  readonly #withoutPauses = new AbortController();
  #log: Promise<FileHandle> | null = null;
  /** The running flush, or the last one. */
  #current: Promise<void> = Promise.resolve();
  /** A flush that has not started, shared by all callers meanwhile. */
  #next: Promise<void> | null = null;
  /** Duration of the last flush, in milliseconds. */
  #flushMs = 0;
  #lastEndedMs = 0;

  /** @param databasePath path of an open database in WAL mode that was written to. */
  constructor(databasePath: string) {
    this.#path = `${databasePath}-wal`;
  }

  /** Resolves when all earlier commits are on the disk. @throws the system's error. */
  sync(): Promise<void> {
    this.#next ??= this.#current.catch(() => {}).then(() => this.#begin());
    return this.#next;
  }

  /** Ends all pauses between flushes. */
  flushNow(): void {
    this.#withoutPauses.abort();
  }

  /** Waits for all requested flushes. */
  async close(): Promise<void> {
    this.flushNow();
    await (this.#next ?? this.#current).catch(() => {});
    await (await this.#log?.catch(() => null))?.close();
  }

  async #begin(): Promise<void> {
    const pauseMs = flushPauseMs(this.#flushMs, performance.now() - this.#lastEndedMs);
    const { signal } = this.#withoutPauses;
    if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => {});
    [this.#next, this.#current] = [null, this.#flush()];
    await this.#current;
  }

  async #flush(): Promise<void> {
    const log = await (this.#log ??= openLog(this.#path));
    const startedMs = performance.now();
    await log.datasync();
    this.#lastEndedMs = performance.now();
    this.#flushMs = this.#lastEndedMs - startedMs;
  }
}

/** Opens a log, and flushes its entry in the folder, in case it was just created. */
async function openLog(path: string): Promise<FileHandle> {
  const log = await open(path, "r+");
  if (!canFlushFolders()) return log;
  try {
    await using folder = await open(dirname(path), "r");
    await folder.sync();
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

/**
 * Pause before the next flush, in milliseconds. A flush takes processor time and blocks the disk for
 * others: one starts every 50 ms at most, and the pause is as long as the last flush, up to half a second.
 *
 * @param flushMs duration of the last flush.
 * @param sinceLastMs time since it ended.
 */
export function flushPauseMs(flushMs: number, sinceLastMs: number): number {
  const pauseMs = Math.max(50 - flushMs, Math.min(flushMs, 500));
  return Math.max(0, pauseMs - sinceLastMs);
}
