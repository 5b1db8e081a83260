import { type FSWatcher, watch } from "chokidar";
import type { Stats } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { basename, join } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";
import type { LandedFile, Watcher } from "./watcher.ts";

/**
 * Watches one flat folder whose files appear whole, under their final names.
 *
 * The listing is the truth and an event only a hint: hints are dropped when too many come at once,
 * and a listing finds what was dropped.
 */
export class FolderWatcher implements Watcher, AsyncDisposable {
  readonly #folder: string;
  readonly #isFrameName: (name: string) => boolean;
  readonly #clock: Clock;
  readonly #watching: FSWatcher;
  readonly #becomesReady: Promise<void>;
  readonly #handedOut = new Set<string>();
  #hints: LandedFile[] = [];
  #mustList = false;
  #wake: () => void = () => {};

  /** @param isFrameName which file names are frames; all others are left alone. */
  constructor(folder: string, isFrameName: (name: string) => boolean, clock: Clock) {
    this.#folder = folder;
    this.#isFrameName = isFrameName;
    this.#clock = clock;
    const options = {
      depth: 0,
      alwaysStat: true,
      followSymlinks: false,
      // Both would withhold or merge events about files that are whole when they appear.
      atomic: false,
      awaitWriteFinish: false,
      ignored: (path: string) => path !== folder && !isFrameName(basename(path)),
    };
    this.#watching = watch(folder, options)
      .on("add", (path, stats) => stats !== undefined && this.#takeHint(basename(path), stats))
      .on("unlink", (path) => this.#handedOut.delete(basename(path)))
      .on("error", () => this.#list());
    this.#becomesReady = new Promise((resolve) => this.#watching.once("ready", resolve));
  }

  async ready(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    await Promise.race([this.#becomesReady, aborted]);
  }

  async *files(
    writer: Promise<unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<LandedFile, void, void> {
    let isWriterDone = false;
    const onWriterDone = (): void => {
      isWriterDone = true;
      this.#wake();
    };
    writer.then(onWriterDone, onWriterDone);
    signal.addEventListener("abort", this.#onAbort);
    try {
      while (!signal.aborted) {
        const isLastLook = isWriterDone;
        if (isLastLook || this.#mustList) await this.#listNew();
        if (this.#hints.length === 0 && isLastLook) return;
        const mayWait = !isWriterDone && !this.#mustList && !signal.aborted;
        if (this.#hints.length === 0 && mayWait) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
        yield* this.#takeHints(signal);
      }
    } finally {
      signal.removeEventListener("abort", this.#onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watching.close();
  }

  readonly #onAbort = (): void => this.#wake();

  #takeHint(name: string, stats: Stats): void {
    if (this.#handedOut.has(name) || !stats.isFile()) return;
    if (this.#hints.length >= MOST_HINTS) return this.#list();
    this.#handedOut.add(name);
    this.#hints.push(landedFile(name, stats, this.#clock.nowMs()));
    this.#wake();
  }

  #list(): void {
    this.#mustList = true;
    this.#wake();
  }

  *#takeHints(signal: AbortSignal): Generator<LandedFile, void, void> {
    const hints = this.#hints;
    this.#hints = [];
    for (const file of hints) {
      if (signal.aborted) return;
      yield file;
    }
  }

  /** Turns what the folder holds and nobody heard of into hints, at most as many as fit. */
  async #listNew(): Promise<void> {
    this.#mustList = false;
    const folder = await opendir(this.#folder).catch((cause: unknown) =>
      this.#refuseLostFolder(cause),
    );
    const names: string[] = [];
    for await (const { name } of folder) {
      if (this.#handedOut.has(name) || !this.#isFrameName(name)) continue;
      names.push(name);
      if (names.length >= MOST_HINTS) break;
    }
    for (const name of names.toSorted()) {
      const stats = await lstat(join(this.#folder, name)).catch(() => undefined);
      if (stats !== undefined) this.#takeHint(name, stats);
    }
  }

  #refuseLostFolder(cause: unknown): never {
    throw new FrameferryError({
      code: "ERR_FRAMES_FOLDER_LOST",
      kind: "source",
      message: `the frames folder ${this.#folder} can no longer be read: ${(cause as Error).message}`,
      remedy: "make it readable again, or choose another one with --frames",
      cause,
    });
  }
}

/** Files noticed and not yet handed out, at most; more wait in the folder for a listing. */
const MOST_HINTS = 1024;

function landedFile(name: string, stats: Stats, landedAtMs: number): LandedFile {
  return { relativePath: name, byteLength: stats.size, modifiedAtMs: stats.mtimeMs, landedAtMs };
}
