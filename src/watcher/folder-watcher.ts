import type { Clock } from "../core/clock.ts";
import { FrameferryError } from "../core/errors.ts";
import { Backlog } from "./backlog.ts";
import { FileInspector } from "./file-inspector.ts";
import { FolderTree } from "./folder-tree.ts";
import { HintBuffer } from "./hint-buffer.ts";
import { ListingClock } from "./listing-clock.ts";
import { waitForFolder } from "./wait-for-folder.ts";
import type { FolderWatcherOptions } from "./watcher-options.ts";
import type { LandedFile, Watcher } from "./watcher.ts";

/**
 * Watches a folder of any size, and those below it, and hands out each file once it is whole.
 *
 * The listing is the truth, and an event only a hint. Hints come first, so that a new file never
 * waits for an old backlog; every fourth turn is the backlog's, so that it does not starve either.
 */
export class FolderWatcher implements Watcher, AsyncDisposable {
  readonly #root: string;
  readonly #options: FolderWatcherOptions;
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  readonly #inspector: FileInspector;
  readonly #tree: FolderTree;
  readonly #backlog: Backlog;
  readonly #hints = new HintBuffer((folder) => this.#list(folder));
  readonly #listings: ListingClock;
  readonly #closing = new AbortController();
  #isFinal = false;
  #waitingForRoot: Promise<void> | null = null;
  #wake: () => void = () => {};

  /** @param warn is told what a person should know, such as a folder that cannot be watched. */
  constructor(root: string, options: FolderWatcherOptions, clock: Clock, warn: (message: string) => void) {
    this.#root = root;
    this.#options = options;
    this.#clock = clock;
    this.#warn = warn;
    this.#inspector = new FileInspector(root, options, clock, (path, reason) =>
      warn(`${root}/${path} waits until it can be read: ${reason}`),
    );
    this.#listings = new ListingClock(options.rescanMs, clock.nowMs());
    this.#backlog = new Backlog(root, options.order, {
      isWanted: (path) => this.#mayMatter(path) && !this.#inspector.isKnown(path),
      onListed: (folder, error) => this.#afterListing(folder, error),
    });
    this.#tree = new FolderTree(root, options.depth, options.isPolled, {
      onHint: (path) => this.#onHint(path),
      onUnclear: (folder) => this.#list(folder),
      onDeaf: ({ code }) =>
        warn(`the system can watch no more folders (${code}); ${root} is listed once a second instead`),
    });
  }

  async ready(signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    if (!this.#tree.attach("")) await this.#awaitRoot(stop);
    this.#backlog.add("");
    if (!this.#options.ignoresPresent) return;
    for (let entry = await this.#backlog.next(); entry !== undefined; entry = await this.#backlog.next()) {
      if (stop.aborted) return;
      this.#inspector.pass(entry.path);
      if (entry.isFolder && this.#tree.attach(entry.path)) this.#backlog.add(entry.path);
    }
  }

  async *files(writer: Promise<unknown>, signal: AbortSignal): AsyncGenerator<LandedFile, void, void> {
    const onWriterDone = (): void => this.#beginFinalLook();
    const onAbort = (): void => this.#wake();
    writer.then(onWriterDone, onWriterDone);
    signal.addEventListener("abort", onAbort);
    try {
      for (let turn = 1; !signal.aborted; turn += 1) {
        await this.#keepUp(signal);
        const live = this.#nextLive();
        if (live !== null) yield live;
        if (live !== null && turn % TURNS_PER_LISTED !== 0) continue;
        const listed = await this.#nextListed();
        if (listed !== null) yield listed;
        if (listed !== null || live !== null || this.#hasWork) continue;
        if (this.#isFinal && this.#inspector.growing.count === 0) return;
        await this.#pause();
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#tree[Symbol.dispose]();
    await this.#waitingForRoot;
  }

  get #hasWork(): boolean {
    return this.#hints.count > 0 || this.#backlog.isBusy;
  }

  /** Where folders are watched too, any name may be one. */
  #mayMatter(path: string): boolean {
    return this.#options.depth > 0 || this.#options.isWanted(path);
  }

  #onHint(path: string): void {
    if (!this.#mayMatter(path)) return;
    this.#hints.add(path);
    this.#wake();
  }

  #list(folder: string): void {
    this.#backlog.add(folder);
    this.#wake();
  }

  #beginFinalLook(): void {
    this.#isFinal = true;
    this.#inspector.end();
    for (const folder of this.#tree.folders) this.#backlog.add(folder);
    this.#wake();
  }

  #nextLive(): LandedFile | null {
    for (let path = this.#hints.take(); path !== undefined; path = this.#hints.take()) {
      const file = this.#look(path);
      if (file !== null) return file;
    }
    return null;
  }

  /** Goes through a few hundred listed entries at most, so that live files never wait for long. */
  async #nextListed(): Promise<LandedFile | null> {
    for (let looks = 0; looks < LOOKS_PER_TURN; looks += 1) {
      const entry = await this.#backlog.next();
      if (entry === undefined) return null;
      const file = this.#look(entry.path);
      if (file !== null) return file;
    }
    return null;
  }

  #look(path: string): LandedFile | null {
    const look = this.#inspector.look(path);
    if (look.kind === "landed") return look.file;
    if (look.kind === "folder" && this.#tree.attach(path)) this.#list(path);
    if (look.kind === "gone") this.#tree.detach(path);
    return null;
  }

  /** What is due by the clock: the root's identity, unfinished files, the listing on a timer. */
  async #keepUp(signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.nowMs();
    for (const path of this.#inspector.growing.due(nowMs)) this.#hints.add(path);
    if (this.#listings.isRootCheckDue(nowMs) && this.#waitingForRoot === null && !this.#tree.isRootIntact()) {
      await this.#recoverRoot(signal);
    }
    if (this.#listings.isRescanDue(nowMs, this.#tree.needsListings) && !this.#backlog.isBusy) {
      this.#listings.begin(nowMs);
      for (const folder of this.#tree.folders) this.#backlog.add(folder);
    }
  }

  async #pause(): Promise<void> {
    const dueMs = Math.min(this.#inspector.growing.nextDueMs(), this.#listings.nextDueMs(this.#tree.needsListings));
    const pauseMs = Math.max(1, Math.min(LONGEST_PAUSE_MS, dueMs - this.#clock.nowMs()));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  #afterListing(folder: string, error: NodeJS.ErrnoException | null): void {
    this.#listings.end(this.#clock.nowMs());
    if (error === null || folder === "" || error.code === "ENOENT") return;
    this.#warn(`${this.#root}/${folder} cannot be listed: ${error.message}`);
  }

  /** The root is gone, or another folder has its name now. */
  async #recoverRoot(signal: AbortSignal): Promise<void> {
    this.#tree.detach("");
    if (this.#tree.attach("")) return this.#list("");
    if (this.#isFinal && this.#options.waitsForFolder) return;
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    this.#waitingForRoot = this.#awaitRoot(stop).finally(() => {
      this.#waitingForRoot = null;
      this.#list("");
    });
    if (!this.#options.waitsForFolder) await this.#waitingForRoot;
    this.#waitingForRoot?.catch(() => {});
  }

  async #awaitRoot(signal: AbortSignal): Promise<void> {
    if (!this.#options.waitsForFolder) throw lostFolder(this.#root);
    this.#warn(`waiting for the folder ${this.#root}, which is not there`);
    while (!this.#tree.attach("") && (await waitForFolder(this.#root, signal)));
  }
}

const TURNS_PER_LISTED = 4;
const LOOKS_PER_TURN = 256;
const LONGEST_PAUSE_MS = 1000;

function lostFolder(root: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FRAMES_FOLDER_LOST",
    kind: "source",
    message: `the frames folder ${root} is gone or can no longer be read`,
    remedy: "make it readable again, or choose another one with --frames",
  });
}
