import { resolve } from "node:path";
import { realLocation } from "../core/real-path.ts";
import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import { FileInspector } from "./file-inspector.ts";
import { WakeableTimer } from "./wakeable-timer.ts";
import type { LandedFile, UnreadablePath, Watcher } from "./watcher.ts";

/**
 * Hands out the files that a list of paths names, as each path comes: whole files at once, growing
 * ones when they are whole, and a path that leads nowhere as a defect. A file that is named again, in
 * whatever spelling, is the same.
 */
export class PathList implements Watcher {
  readonly #paths: AsyncIterator<string, unknown>;
  readonly #clock: Clock;
  readonly #inspector: FileInspector;
  readonly #hints = new Set<string>();
  readonly #pause = new WakeableTimer();
  #isReading = false;
  #isEnded = false;
  #failure: { readonly error: unknown } | null = null;

  /**
   * @param paths files, absolute or relative to the working directory; read one ahead.
   * @param settleMs how long a file may stay unfinished and unchanged before it is given up.
   * @param locate absolute path of a listed one, where it is relative to another folder.
   */
  constructor(
    paths: AsyncIterable<string>,
    settleMs: number,
    clock: Clock,
    emit: EventListener,
    locate: (path: string) => string = (path) => resolve(path),
  ) {
    this.#paths = paths[Symbol.asyncIterator]();
    this.#clock = clock;
    const options = {
      locate,
      spellingOf: rememberingLast((path) => realLocation(locate(path))),
      isWanted: () => true,
      arrivesWhole: false,
      settleMs,
    };
    this.#inspector = new FileInspector(options, clock, (path, reason) =>
      emit({ type: "warningRaised", message: `${path} cannot be read: ${reason}` }),
    );
  }

  get isQuiet(): boolean {
    return this.#hints.size === 0 && this.#inspector.growing.waitingCount === 0;
  }

  get unreadable(): readonly UnreadablePath[] {
    return this.#inspector.unreadable;
  }

  async ready(): Promise<void> {}

  async *files(
    writer: Promise<unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<LandedFile, void, void> {
    await writer;
    const onAbort = (): void => this.#pause.wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        if (this.#failure !== null) throw this.#failure.error;
        for (const path of this.#inspector.growing.due(this.#clock.nowMs())) this.#hints.add(path);
        const file = this.#next();
        if (file !== null) yield file;
        else if (this.#isEnded && this.isQuiet) return;
        else await this.#pause.wait(this.#pauseMs());
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      // Not awaited: a standard input that nobody writes to ends only with the process.
      void this.#paths.return?.();
    }
  }

  lookAgain(relativePath: string): void {
    this.#hints.add(relativePath);
    this.#pause.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pause.wake();
  }

  #next(): LandedFile | null {
    for (const path of this.#hints) {
      this.#hints.delete(path);
      const file = this.#look(path);
      if (file !== null) return file;
    }
    if (!this.#isReading && !this.#isEnded) void this.#readPath();
    return null;
  }

  #look(path: string): LandedFile | null {
    const look = this.#inspector.look(path);
    if (look.kind === "landed") return look.file;
    if (look.kind === "gone") return this.#inspector.reject(path, path, "there is no such file");
    if (look.kind === "folder")
      return this.#inspector.reject(path, path, "it is a folder, not an image file");
    const isWaiting = this.#inspector.isKnown(path);
    return isWaiting ? null : this.#inspector.reject(path, path, "it is not a regular file");
  }

  async #readPath(): Promise<void> {
    this.#isReading = true;
    try {
      const next = await this.#paths.next();
      if (next.done === true) this.#isEnded = true;
      else this.#hints.add(next.value);
    } catch (error) {
      this.#failure = { error };
    }
    this.#isReading = false;
    this.#pause.wake();
  }

  #pauseMs(): number {
    const pauseMs = this.#inspector.growing.nextDueMs - this.#clock.nowMs();
    return Math.max(1, Math.min(LONGEST_PAUSE_MS, pauseMs));
  }
}

/** A path is spelled several times in a row, and each time costs some calls of the system. */
function rememberingLast(spell: (path: string) => string): (path: string) => string {
  let last: { readonly path: string; readonly spelling: string } | undefined;
  return (path) => {
    if (last?.path !== path) last = { path, spelling: spell(path) };
    return last.spelling;
  };
}

const LONGEST_PAUSE_MS = 1000;
