import { join, relative, sep } from "node:path";
import type { Clock } from "../core/concurrency/clock.ts";
import type { EventListener } from "../core/events/run-event.ts";
import { realFolder } from "../core/files/landed-file.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { Backlog, type BacklogEntry } from "./listing-backlog.ts";
import { EventQueue } from "./event-queue.ts";
import { heardCount } from "./folder-events.ts";
import { FileInspector } from "./file-inspector.ts";
import { FolderTree } from "./folder-tree.ts";
import { hasExactFolderTimes, ListedFolders } from "./listed-folders.ts";
import { isPrivatePath, Leftovers } from "./leftovers.ts";
import { folderOf, locatedIn } from "./relative-path.ts";
import { RootWatcher } from "./root-watcher.ts";
import { TimedListings } from "./timed-listings.ts";
import { UndecodableFiles } from "./undecodable-files.ts";
import { UnreadableFolders } from "./unreadable-folders.ts";
import type { FolderWatcherOptions } from "./watcher-options.ts";
import type { LandedFile, UnreadablePath } from "./watcher.ts";

/** Dependencies and callbacks of the contents of a folder. */
export interface FolderContentsParts {
  readonly clock: Clock;
  /** Called with events for the user, such as a folder that cannot be watched. */
  readonly emit: EventListener;
  /** There is something to look at, or something under way has ended. */
  readonly onWork: () => void;
}

/** Contents of a folder and of those below it, as far as events and listings have shown them. */
export class FolderContents implements AsyncDisposable {
  readonly inspector: FileInspector;
  readonly backlog: Backlog;
  readonly timed: TimedListings;
  readonly root: RootWatcher;
  readonly undecodable: UndecodableFiles;
  readonly events: EventQueue = new EventQueue((folder) => this.#list(folder));
  readonly #path: string;
  /** The same without links, as of the folder that is watched now. */
  #realPath: string;
  readonly #options: FolderWatcherOptions;
  readonly #emit: EventListener;
  readonly #onWork: () => void;
  readonly #tree: FolderTree;
  readonly #unreadable: UnreadableFolders;
  readonly #listed: ListedFolders;
  readonly #leftovers: Leftovers;

  /** @param path absolute. */
  constructor(
    path: string,
    options: FolderWatcherOptions,
    { clock, emit, onWork }: FolderContentsParts,
  ) {
    this.#path = path;
    this.#realPath = path;
    this.#options = options;
    this.#emit = emit;
    this.#onWork = onWork;
    const shown = (below: string): string => join(path, below);
    this.inspector = new FileInspector(
      { ...options, locate: this.#locate },
      clock,
      (file, trouble) => this.#warn(`${shown(file)} ${trouble}`),
    );
    this.#unreadable = new UnreadableFolders(shown, this.#warn);
    this.undecodable = new UndecodableFiles(this.inspector, this.#locate, {
      onLooked: onWork,
      onUnlisted: this.#noteUnreadable,
    });
    this.#leftovers = new Leftovers((restored) => this.#leftoverRestored(restored));
    this.backlog = new Backlog(path, options.order, {
      isWanted: (entry, isThorough) => this.#isWorthALook(entry, isThorough),
      onProgress: onWork,
      onBegin: (folder) => this.#listed.begin(folder, Date.now()),
      onListed: (folder, error) => this.#folderListed(folder, error),
    });
    this.#tree = new FolderTree(path, options, {
      onEntryEvent: (entry) => this.#entryChanged(entry),
      onFolderEvent: (folder) => this.#list(folder),
      onUnseen: this.#noteUnreadable,
      onUnwatchable: this.#warn,
    });
    this.#listed = new ListedFolders(
      (folder) => this.#tree.statsOf(folder),
      (folder) => hasExactFolderTimes(this.#locate(folder)),
    );
    this.root = new RootWatcher(path, this.#tree, options, {
      onAttached: () => this.#rootAttached(),
      onMissing: this.#warn,
      onUnseen: (error) => this.#noteUnreadable("", error),
    });
    const { backlog } = this;
    const { seen } = this.inspector.handedOut;
    const lookAt = (entry: string): void => this.events.addAlways(entry);
    this.timed = new TimedListings(
      options.rescanMs,
      clock.nowMs(),
      {
        ...{ tree: this.#tree, backlog, seen, unreadable: this.#unreadable },
        ...{ listed: this.#listed, lookAt, heardCount },
      },
      emit,
    );
  }

  /** True if there is something to look at without waiting. */
  get canGoOn(): boolean {
    return this.events.count > 0 || this.undecodable.count > 0 || this.backlog.isTakeable;
  }

  /** True if folders are being listed, or wait for that. */
  get isBeingListed(): boolean {
    return this.backlog.isBusy || this.undecodable.isBusy;
  }

  /** True if nothing is to be looked at, listed or waited for. */
  get isQuiet(): boolean {
    const isBusy = this.canGoOn || this.isBeingListed || this.#leftovers.isBusy;
    return !isBusy && this.inspector.growing.waitingCount === 0;
  }

  get unreadable(): readonly UnreadablePath[] {
    if (this.root.isMissing)
      return [{ path: this.#path, isFolder: true, reason: this.root.missingReason }];
    return [...this.#unreadable.list(), ...this.inspector.unreadable];
  }

  /** Looks at an entry. @returns the file that has landed there; `null` if none has. */
  look({ path, isFolder }: BacklogEntry): LandedFile | null {
    // A folder that is not watched (any more) may have become a link to somewhere else.
    const isWatched = this.#tree.isKnown(folderOf(path));
    const look = isWatched
      ? this.inspector.look(path, this.#tree.isKnown(path) ? true : isFolder)
      : this.inspector.leave(path);
    if (look.kind === "folder" || look.kind === "unseen") {
      if (this.#tree.attach(path)) this.#list(path);
    } else {
      this.#tree.detach(path);
      this.#unreadable.forget(path);
    }
    if (look.kind === "gone") this.undecodable.consider(path);
    return look.kind === "landed" ? look.file : null;
  }

  /** Has everything looked at once more: nobody writes any longer. */
  lookAtAll(): void {
    this.root.invalidate();
    this.root.look();
    for (const folder of this.#tree.folders) this.backlog.add({ folder, isThorough: true });
    for (const path of this.#unreadable.folders) if (path !== "") this.events.addAlways(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tree[Symbol.dispose]();
    await this.root[Symbol.asyncDispose]();
  }

  readonly #locate = (path: string): string => locatedIn(this.#realPath, path);

  readonly #warn = (message: string): void => this.#emit({ type: "warningRaised", message });

  readonly #noteUnreadable = (folder: string, error: NodeJS.ErrnoException): void => {
    this.timed.folderNotListed();
    this.#unreadable.note(folder, error);
  };

  #isWorthALook(path: string, isThorough: boolean): boolean {
    if (isPrivatePath(path)) this.#leftovers.restore(this.#locate(path));
    return this.#mayMatter(path) && (isThorough || !this.inspector.isKnown(path));
  }

  /** True if a path may be a frame or a folder: where folders are looked into, any name may be one. */
  #mayMatter(path: string): boolean {
    if (isPrivatePath(path)) return false;
    return this.#options.depth > 0 || this.#options.isWanted(path);
  }

  #entryChanged(path: string): void {
    if (!this.#mayMatter(path)) return;
    this.events.add(path);
    this.#onWork();
  }

  #list(folder: string): void {
    this.backlog.add({ folder, isThorough: false });
    this.#onWork();
  }

  #leftoverRestored(path: string | null): void {
    if (path !== null) this.events.addAlways(relative(this.#realPath, path).replaceAll(sep, "/"));
    this.#onWork();
  }

  #rootAttached(): void {
    this.#realPath = realFolder(this.#path);
    this.#options.onFound?.();
    this.#list("");
  }

  #folderListed(folder: string, error: NodeJS.ErrnoException | null): void {
    this.#listed.end(folder, error === null);
    if (error === null) {
      if (this.#unreadable.clear(folder)) this.#tree.renew(folder);
      return;
    }
    if (folder === "") this.root.invalidate();
    if (!isAbsence(error)) return this.#noteUnreadable(folder, error);
    this.timed.folderNotListed();
    // It may be there again, and be watched already: a look decides.
    this.#entryChanged(folder);
  }
}
