import { join, relative, resolve, sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../core/concurrency/clock.ts";
import { isAbsence } from "../core/files/system-error.ts";
import type { EventListener } from "../core/events/run-event.ts";
import { realFolder } from "../core/files/landed-file.ts";
import { Backlog } from "./backlog.ts";
import { FileInspector } from "./file-inspector.ts";
import { FolderTree } from "./folder-tree.ts";
import { EventQueue } from "./event-queue.ts";
import { isPrivatePath, Leftovers } from "./leftovers.ts";
import { folderOf } from "./relative-path.ts";
import { TimedListings } from "./timed-listings.ts";
import { UnreadableFolders } from "./unreadable-folders.ts";
import { UndecodableFiles } from "./undecodable-files.ts";
import { WakeableTimer } from "../core/concurrency/wakeable-timer.ts";
import { RootWatcher } from "./root-watcher.ts";
import type { FolderWatcherOptions } from "./watcher-options.ts";
import type { LandedFile, UnreadablePath, Watcher } from "./watcher.ts";

/**
 * Watches a folder of any size, and those below it, and hands out each file once it is whole.
 *
 * The listing is the truth, and an event only a hint. Hints come first, so that a new file never
 * waits for an old backlog; every fourth turn is the backlog's, so that it does not starve either.
 */
export class FolderWatcher implements Watcher {
  readonly #path: string;
  /** The same without links, as of the folder that is watched now. */
  #realPath: string;
  readonly #options: FolderWatcherOptions;
  readonly #clock: Clock;
  readonly #emit: EventListener;
  readonly #inspector: FileInspector;
  readonly #tree: FolderTree;
  readonly #backlog: Backlog;
  readonly #timed: TimedListings;
  readonly #troubled: UnreadableFolders;
  readonly #root: RootWatcher;
  readonly #undecodable: UndecodableFiles;
  readonly #leftovers: Leftovers;
  readonly #hints = new EventQueue((folder) => this.#list(folder));
  readonly #pause = new WakeableTimer();
  #isFinal = false;

  /** @param emit is told what a person should know, such as a folder that cannot be watched. */
  constructor(root: string, options: FolderWatcherOptions, clock: Clock, emit: EventListener) {
    this.#path = resolve(root);
    this.#realPath = this.#path;
    this.#options = options;
    this.#clock = clock;
    this.#emit = emit;
    const shown = (path: string): string => join(this.#path, path);
    const locate = (path: string): string => join(this.#realPath, path);
    this.#inspector = new FileInspector({ ...options, locate }, clock, (path, trouble) =>
      this.#warn(`${shown(path)} ${trouble}`),
    );
    this.#troubled = new UnreadableFolders(shown, this.#warn);
    this.#undecodable = new UndecodableFiles(this.#inspector, locate, {
      onLooked: () => this.#pause.wake(),
      onUnlisted: this.#noteTrouble,
    });
    this.#leftovers = new Leftovers((path) => {
      if (path !== null) this.#hints.insist(relative(this.#realPath, path).replaceAll(sep, "/"));
      this.#pause.wake();
    });
    this.#backlog = new Backlog(this.#path, options.order, {
      isWanted: (path, isThorough) => {
        if (isPrivatePath(path)) this.#leftovers.restore(locate(path));
        return this.#mayMatter(path) && (isThorough || !this.#inspector.isKnown(path));
      },
      onProgress: () => this.#pause.wake(),
      onListed: (folder, error) => this.#afterListing(folder, error),
    });
    this.#tree = new FolderTree(this.#path, options, {
      onHint: (path) => this.#hint(path),
      onUnclear: (folder) => this.#list(folder),
      onUnseen: this.#noteTrouble,
      onUnwatchable: this.#warn,
    });
    this.#root = new RootWatcher(this.#path, this.#tree, options, {
      onAdopted: () => {
        this.#realPath = realFolder(this.#path);
        options.onFound?.();
        this.#list("");
      },
      onMissing: this.#warn,
      onUnseen: (error) => this.#noteTrouble("", error),
    });
    const { seen } = this.#inspector;
    const lookAt = (path: string): void => this.#hints.insist(path);
    const [tree, backlog, troubled] = [this.#tree, this.#backlog, this.#troubled];
    const listed = { tree, backlog, seen, troubled, lookAt };
    this.#timed = new TimedListings(options.rescanMs, clock.nowMs(), listed, emit);
  }

  get isQuiet(): boolean {
    const isLooking = this.#canGoOn || this.#backlog.isBusy || this.#undecodable.isBusy;
    return !isLooking && !this.#leftovers.isBusy && this.#inspector.growing.waitingCount === 0;
  }

  get unreadable(): readonly UnreadablePath[] {
    if (this.#root.isMissing)
      return [{ path: this.#path, isFolder: true, reason: this.#root.missingReason }];
    return [...this.#troubled.list(), ...this.#inspector.unreadable];
  }

  async ready(signal: AbortSignal): Promise<void> {
    const sinceMs = Date.now() - FILE_CLOCK_LAG_MS;
    this.#root.find();
    if (!this.#options.ignoresPresent) return;
    while (this.#backlog.isBusy && !signal.aborted) {
      const entry = this.#backlog.take();
      if (entry === undefined) await this.#pause.wait(MAX_PAUSE_MS);
      else if (entry.isFolder ?? this.#inspector.isFolder(entry.path)) this.#look(entry.path, true);
      else if (!this.#inspector.pass(entry.path, sinceMs)) this.#hints.insist(entry.path);
    }
  }

  async *files(
    writer: Promise<unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<LandedFile, void, void> {
    const onWriterDone = (): void => this.#beginFinalLook();
    const onAbort = (): void => this.#pause.wake();
    writer.then(onWriterDone, onWriterDone);
    signal.addEventListener("abort", onAbort);
    try {
      for (let turn = 1; !signal.aborted; turn += 1) {
        this.#keepUp();
        const live = this.#nextLive();
        if (live !== null) yield live;
        if (live !== null && turn % TURNS_PER_LISTED !== 0) continue;
        const listed = await this.#nextListed();
        if (listed !== null) yield listed;
        if (listed !== null || live !== null || this.#canGoOn) continue;
        if (this.#isFinal && this.isQuiet) return;
        await this.#pause.wait(this.#pauseMs());
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  lookAgain({ relativePath }: Pick<LandedFile, "relativePath">): void {
    this.#hints.insist(relativePath);
    this.#pause.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tree[Symbol.dispose]();
    this.#pause.wake();
    await this.#root[Symbol.asyncDispose]();
  }

  readonly #warn = (message: string): void => this.#emit({ type: "warningRaised", message });

  /** Whether there is something to do without waiting. */
  get #canGoOn(): boolean {
    return this.#hints.count > 0 || this.#undecodable.count > 0 || this.#backlog.isTakeable;
  }

  /** Where folders are looked into, any name may be one. */
  #mayMatter(path: string): boolean {
    if (isPrivatePath(path)) return false;
    return this.#options.depth > 0 || this.#options.isWanted(path);
  }

  #hint(path: string): void {
    if (!this.#mayMatter(path)) return;
    this.#hints.add(path);
    this.#pause.wake();
  }

  #list(folder: string): void {
    this.#backlog.add({ folder, isThorough: false });
    this.#pause.wake();
  }

  #beginFinalLook(): void {
    this.#isFinal = true;
    this.#root.invalidate();
    this.#root.look();
    for (const folder of this.#tree.folders) this.#backlog.add({ folder, isThorough: true });
    for (const path of this.#troubled.folders) if (path !== "") this.#hints.insist(path);
    this.#pause.wake();
  }

  #nextLive(): LandedFile | null {
    const undecodable = this.#undecodable.take();
    if (undecodable !== undefined) return undecodable;
    for (let path = this.#hints.take(); path !== undefined; path = this.#hints.take()) {
      const file = this.#look(path);
      if (file !== null) return file;
    }
    return null;
  }

  /** Goes through some listed entries, and then lets events in, so that live files never wait for long. */
  async #nextListed(): Promise<LandedFile | null> {
    for (let looks = 0; looks < LOOKS_PER_TURN; looks += 1) {
      const entry = this.#backlog.take();
      if (entry === undefined) return null;
      const file = this.#look(entry.path, entry.isFolder);
      if (file === null) continue;
      this.#timed.fileFound(file);
      return file;
    }
    await nextTurn();
    return null;
  }

  /** @param isFolder whether it was listed as a folder; `null` where nobody told. */
  #look(path: string, isFolder: boolean | null = null): LandedFile | null {
    // A folder that is not watched (any more) may have become a link to somewhere else.
    const isWatched = this.#tree.isKnown(folderOf(path));
    const look = isWatched
      ? this.#inspector.look(path, this.#tree.isKnown(path) ? true : isFolder)
      : this.#inspector.leave(path);
    if (look.kind === "folder" || look.kind === "unseen") {
      if (this.#tree.attach(path)) this.#list(path);
    } else {
      this.#tree.detach(path);
      this.#troubled.forget(path);
    }
    if (look.kind === "gone") this.#undecodable.consider(path);
    return look.kind === "landed" ? look.file : null;
  }

  /** What is due by the clock: the root's identity, unfinished files, the listings on a timer. */
  #keepUp(): void {
    const nowMs = this.#clock.nowMs();
    for (const path of this.#inspector.growing.due(nowMs)) this.#hints.insist(path);
    if (this.#root.isMissing) return;
    if (this.#root.isDoubtful || this.#timed.isRootCheckDue(nowMs)) this.#root.check();
    if (this.#mayListOnTime) this.#timed.advance(nowMs);
  }

  /** A root that is gone must not be taken for an empty one, and what is under way comes first. */
  get #mayListOnTime(): boolean {
    const isListing = this.#backlog.isBusy || this.#undecodable.isBusy;
    return !this.#root.isMissing && !this.#isFinal && !isListing;
  }

  #pauseMs(): number {
    const listingDueMs = this.#mayListOnTime ? this.#timed.nextDueMs : Number.POSITIVE_INFINITY;
    const dueMs = Math.min(this.#inspector.growing.nextDueMs, listingDueMs);
    return Math.max(1, Math.min(MAX_PAUSE_MS, dueMs - this.#clock.nowMs()));
  }

  #afterListing(folder: string, error: NodeJS.ErrnoException | null): void {
    if (error === null) {
      if (this.#troubled.clear(folder)) this.#tree.renew(folder);
      return;
    }
    if (folder === "") this.#root.invalidate();
    if (!isAbsence(error)) return this.#noteTrouble(folder, error);
    this.#timed.folderNotListed();
    // It may be there again, and be watched already: a look decides.
    this.#hint(folder);
  }

  readonly #noteTrouble = (folder: string, error: NodeJS.ErrnoException): void => {
    this.#timed.folderNotListed();
    this.#troubled.note(folder, error);
  };
}

/** A file system may stamp files by a clock that ticks this seldom: 100 times a second at the least. */
const FILE_CLOCK_LAG_MS = 10;
const TURNS_PER_LISTED = 4;
const LOOKS_PER_TURN = 256;
const MAX_PAUSE_MS = 1000;
