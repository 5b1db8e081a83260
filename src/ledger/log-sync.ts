import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for the disk to hold the log of a database, beside the program instead of in its way.
 *
 * SQLite's own `synchronous = FULL` lets every commit wait in place, 1 ms on a fast disk and tens of
 * them on a slow or busy one, and nothing else goes on meanwhile. What is waited for here is the same
 * (https://sqlite.org/pragma.html#pragma_synchronous): a commit is safe once the log is flushed.
 */
export class LogSync {
  readonly #path: string;
  readonly #hurried = new AbortController();
  #log: Promise<FileHandle> | null = null;
  /** The flush under way, or the last one. */
  #current: Promise<void> = Promise.resolve();
  /** One that has not begun yet, for all who ask meanwhile. */
  #next: Promise<void> | null = null;
  /** How long the last flush took, in milliseconds. */
  #flushMs = 0;
  #lastEndedMs = 0;

  /** @param databasePath of an open database in WAL mode that was written to. */
  constructor(databasePath: string) {
    this.#path = `${databasePath}-wal`;
  }

  /** Resolves when all is on the disk that was committed before. @throws the system's error. */
  sync(): Promise<void> {
    this.#next ??= this.#current.catch(() => {}).then(() => this.#begin());
    return this.#next;
  }

  /** From now on there are no pauses between two flushes. */
  flushNow(): void {
    this.#hurried.abort();
  }

  /** Waits for every flush that was asked for. */
  async close(): Promise<void> {
    this.flushNow();
    await (this.#next ?? this.#current).catch(() => {});
    await (await this.#log?.catch(() => null))?.close();
  }

  async #begin(): Promise<void> {
    const pauseMs = flushPauseMs(this.#flushMs, performance.now() - this.#lastEndedMs);
    const { signal } = this.#hurried;
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

/** Opens a log, and makes sure that its folder knows it, even if it has just been made. */
async function openLog(path: string): Promise<FileHandle> {
  const log = await open(path, "r+");
  if (process.platform === "win32") return log;
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
 * Pause before the next flush, in milliseconds. Each takes processor time and keeps the disk from others:
 * so one begins every 50 ms at most, and rests for as long as the last one took, up to half a second.
 *
 * @param flushMs how long the last one took.
 * @param sinceLastMs time since it ended.
 */
export function flushPauseMs(flushMs: number, sinceLastMs: number): number {
  const restMs = Math.max(50 - flushMs, Math.min(flushMs, 500));
  return Math.max(0, restMs - sinceLastMs);
}
