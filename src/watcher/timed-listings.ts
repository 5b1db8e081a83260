import type { EventListener } from "../core/events/run-event.ts";
import type { Backlog } from "./listing-backlog.ts";
import type { FolderTree } from "./folder-tree.ts";
import { ListingClock } from "./listing-clock.ts";
import type { SeenFiles } from "./seen-files.ts";
import type { UnreadableFolders } from "./unreadable-folders.ts";
import type { LandedFile } from "./watcher.ts";

/** Dependencies of the listings on a timer. */
export interface ListedParts {
  readonly tree: FolderTree;
  readonly backlog: Backlog;
  readonly seen: SeenFiles;
  readonly unreadable: UnreadableFolders;
  /** Looks at a path again at which a folder may lie that nobody could look at. */
  readonly lookAt: (path: string) => void;
}

/**
 * Lists folders again on a timer, and finds files without an event.
 *
 * A rescan covers every folder and every file in it, renews the watches, and forgets files that are
 * gone. A poll covers folders without events, and looks for new names only.
 */
export class TimedListings {
  readonly #parts: ListedParts;
  readonly #emit: EventListener;
  readonly #clock: ListingClock;
  #running: { readonly isRescan: boolean; readonly spentBeforeMs: number } | null = null;
  #isEveryFolderListed = true;
  #missedCount = 0;

  constructor(rescanMs: number, nowMs: number, things: ListedParts, emit: EventListener) {
    this.#clock = new ListingClock(rescanMs, nowMs);
    this.#parts = things;
    this.#emit = emit;
  }

  /** True if it is time to see that the root is still the same folder; true once in a while. */
  isRootCheckDue(nowMs: number): boolean {
    return this.#clock.isRootCheckDue(nowMs);
  }

  get nextDueMs(): number {
    return this.#clock.nextDueMs(this.#hasUnwatched);
  }

  /** Ends a listing that has come to its end, and begins one that is due; to be called when nothing is being listed. */
  advance(nowMs: number): void {
    if (this.#running !== null) this.#end(nowMs);
    if (this.#clock.isRescanDue(nowMs)) this.#beginRescan();
    else if (this.#hasUnwatched && this.#clock.isPollDue(nowMs)) this.#beginPoll();
  }

  /** A folder could not be listed: what was not seen is not gone. */
  folderNotListed(): void {
    this.#isEveryFolderListed = false;
  }

  /** A listing came upon a file that nobody had handed out; counted if an event should have reported it. */
  fileFound({ modifiedAtMs }: LandedFile): void {
    if (this.#running?.isRescan !== true || Date.now() - modifiedAtMs < EVENT_LATENCY_MS) return;
    this.#missedCount += 1;
  }

  get #hasUnwatched(): boolean {
    return this.#parts.tree.unwatched.size > 0 || this.#parts.unreadable.count > 0;
  }

  #beginRescan(): void {
    const { tree, backlog, seen } = this.#parts;
    this.#begin(true);
    this.#isEveryFolderListed = true;
    this.#missedCount = 0;
    seen.beginRound();
    for (const folder of [...tree.folders]) {
      tree.renew(folder);
      backlog.add({ folder, isThorough: true });
    }
  }

  #beginPoll(): void {
    const { tree, backlog, unreadable: troubled, lookAt } = this.#parts;
    this.#begin(false);
    for (const folder of tree.unwatched) backlog.add({ folder, isThorough: false });
    for (const folder of troubled.folders)
      if (tree.isKnown(folder)) backlog.add({ folder, isThorough: false });
      else lookAt(folder);
  }

  #begin(isRescan: boolean): void {
    this.#running = { isRescan, spentBeforeMs: this.#parts.backlog.spentMs };
  }

  #end(nowMs: number): void {
    const { isRescan = false, spentBeforeMs = 0 } = this.#running ?? {};
    const spentMs = this.#parts.backlog.spentMs - spentBeforeMs;
    this.#running = null;
    if (!isRescan) return this.#clock.listed(spentMs, nowMs);
    this.#clock.rescanned(spentMs, nowMs);
    if (this.#isEveryFolderListed) this.#parts.seen.endRound();
    if (this.#missedCount > 0) this.#emit({ type: "missedFilesFound", count: this.#missedCount });
  }
}

/** A file that is younger may just be ahead of its event. */
const EVENT_LATENCY_MS = 1000;
