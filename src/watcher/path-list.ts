import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Clock } from "../core/concurrency/clock.ts";
import type { EventListener } from "../core/events/run-event.ts";
import { spelledAsStored } from "../core/platform/file-names.ts";
import { realFolder } from "../core/files/landed-file.ts";
import { FileInspector, type Look } from "./file-inspector.ts";
import { Leftovers } from "./leftovers.ts";
import { WakeableTimer } from "../core/concurrency/wakeable-timer.ts";
import type { LandedFile, UnreadablePath, Watcher } from "./watcher.ts";

export interface PathListOptions {
  /**
   * Absolute path of a listed one, where it is on record: then no folder on it may be a link; `null` for
   * paths that somebody names, whose links are meant. @default null
   */
  readonly locate?: ((path: string) => string) | null;
  /** True for files that are frames even if they are certainly no images. @default none is */
  readonly isMeant?: (path: string) => boolean;
  /** A path with the name at its end as the folder has it. @default by the system */
  readonly spell?: (path: string) => string;
}

/**
 * Hands out the files that a list of paths names, as each path comes: whole files at once, growing
 * ones when they are whole, and a path that leads nowhere as a defect. A file that is named again, in
 * whatever spelling, is the same.
 */
export class PathList implements Watcher {
  readonly #paths: AsyncIterator<string, unknown>;
  readonly #clock: Clock;
  readonly #inspector: FileInspector;
  readonly #pending = new Set<string>();
  readonly #isOnRecord: boolean;
  /**
   * Real places of the paths that are not whole yet, or are looked at again: a folder that replaces one on
   * such a path meanwhile was not named.
   */
  readonly #places = new Map<string, string>();
  readonly #pause = new WakeableTimer();
  readonly #leftovers = new Leftovers(() => this.#lookForMissing());
  /** Paths that are looked at once more when the leftovers are restored. */
  readonly #missing = new Set<string>();
  #isReading = false;
  #isEnded = false;
  #failure: { readonly error: unknown } | null = null;

  /**
   * @param paths files, absolute or relative to the working directory; read one ahead.
   * @param settleMs how long a file may stay unfinished and unchanged before it is given up.
   */
  constructor(
    paths: AsyncIterable<string>,
    settleMs: number,
    clock: Clock,
    emit: EventListener,
    { locate = null, isMeant = () => false, spell = spelledAsStored }: PathListOptions = {},
  ) {
    this.#paths = paths[Symbol.asyncIterator]();
    this.#clock = clock;
    this.#isOnRecord = locate !== null;
    const locatePath =
      locate ?? ((path: string): string => this.#places.get(path) ?? spell(realPlace(path)));
    const options = {
      locate: locatePath,
      spellingOf: rememberingLast(locatePath),
      isWanted: () => true,
      isMeant,
      arrivesWhole: false,
      settleMs,
    };
    this.#inspector = new FileInspector(options, clock, (path, trouble) =>
      emit({ type: "warningRaised", message: `${path} ${trouble}` }),
    );
  }

  get isQuiet(): boolean {
    return (
      this.#pending.size === 0 &&
      !this.#leftovers.isBusy &&
      this.#inspector.growing.waitingCount === 0
    );
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
        for (const path of this.#inspector.growing.due(this.#clock.nowMs()))
          this.#pending.add(path);
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

  lookAgain({ relativePath, path }: Pick<LandedFile, "relativePath" | "path">): void {
    if (!this.#isOnRecord) this.#places.set(relativePath, path);
    this.#pending.add(relativePath);
    this.#pause.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pause.wake();
  }

  #next(): LandedFile | null {
    for (const path of this.#pending) {
      this.#pending.delete(path);
      const file = this.#look(path);
      if (file !== null) return file;
    }
    if (!this.#isReading && !this.#isEnded) void this.#readPath();
    return null;
  }

  #look(path: string): LandedFile | null {
    const place = this.#inspector.handedOut.locate(path);
    this.#places.set(path, place);
    const look = this.#inspector.look(path);
    if (!this.#inspector.growing.has(path)) this.#places.delete(path);
    if (look.kind === "landed") return look.file;
    if (look.kind === "gone" && this.#mayComeBack(path, place)) return null;
    const defect = this.#defectOf(look, path, place);
    return defect === null ? null : this.#inspector.reject(path, path, defect);
  }

  /** A killed program may have left a missing image under another name. */
  #mayComeBack(path: string, place: string): boolean {
    const isSearched = this.#leftovers.search(dirname(place));
    if (isSearched || this.#leftovers.isBusy) this.#missing.add(path);
    return isSearched || this.#leftovers.isBusy;
  }

  #lookForMissing(): void {
    for (const path of this.#missing) this.#pending.add(path);
    this.#missing.clear();
    this.#pause.wake();
  }

  /** Why a path names no image; `null` where one may still come of it. */
  #defectOf({ kind }: Look, path: string, place: string): string | null {
    if (kind === "folder") return "it is a folder, not an image file";
    if (kind === "gone") return existsSync(place) ? "a link leads to it" : "there is no such file";
    return this.#inspector.isKnown(path) ? null : "it is not a regular file";
  }

  async #readPath(): Promise<void> {
    this.#isReading = true;
    try {
      const next = await this.#paths.next();
      if (next.done === true) this.#isEnded = true;
      else this.#pending.add(next.value);
    } catch (error) {
      this.#failure = { error };
    }
    this.#isReading = false;
    this.#pause.wake();
  }

  #pauseMs(): number {
    const pauseMs = this.#inspector.growing.nextDueMs - this.#clock.nowMs();
    return Math.max(1, Math.min(MAX_PAUSE_MS, pauseMs));
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

/** Place that a path leads to by the links of its folders; a link at its end is not followed. */
function realPlace(path: string): string {
  const absolute = resolve(path);
  return join(realFolder(dirname(absolute)), basename(absolute));
}

const MAX_PAUSE_MS = 1000;
