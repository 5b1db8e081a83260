import type { EventListener } from "../core/events/run-event.ts";
import type { Backlog } from "./listing-backlog.ts";
import type { FolderTree } from "./folder-tree.ts";
import { eventsKept } from "./event-loss.ts";
import type { ListedFolders } from "./listed-folders.ts";
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
  readonly listed: ListedFolders;
  /** Number of events heard so far, of whatever folder. */
  readonly heardCount: () => number;
  /** Looks at a path again at which a folder may lie that nobody could look at. */
  readonly lookAt: (path: string) => void;
}

/**
 * Lists folders again on a timer, and finds files without an event.
 *
 * A rescan covers every folder and renews the watches. If it is a thorough one, it looks at every file, and
 * forgets those that are gone; else it lists the folders whose names have changed since their last listing, for
 * new ones. A poll does the latter with the folders without events.
 */
export class TimedListings {
  readonly #parts: ListedParts;
  readonly #emit: EventListener;
  readonly #clock: ListingClock;
  #running: Listing | null = null;
  #isEveryFolderListed = true;
  #missedCount = 0;
  /** Events heard before the last thorough rescan began. */
  #heardBefore: number;

  constructor(rescanMs: number, nowMs: number, things: ListedParts, emit: EventListener) {
    this.#clock = new ListingClock(rescanMs, nowMs);
    this.#parts = things;
    this.#emit = emit;
    this.#heardBefore = things.heardCount();
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
    this.#end(nowMs);
    if (this.#clock.isRescanDue(nowMs)) this.#beginRescan(nowMs);
    else if (this.#hasUnwatched && this.#clock.isPollDue(nowMs)) this.#beginPoll();
    if (!this.#parts.backlog.isBusy) this.#end(nowMs);
  }

  /** A folder could not be listed: what was not seen is not gone. */
  folderNotListed(): void {
    this.#isEveryFolderListed = false;
  }

  /** A listing came upon a file that nobody had handed out; counted if an event should have reported it. */
  fileFound({ modifiedAtMs }: LandedFile): void {
    if (!this.#isRescanning || Date.now() - modifiedAtMs < EVENT_LATENCY_MS) return;
    this.#missedCount += 1;
  }

  get #isRescanning(): boolean {
    return this.#running !== null && this.#running.kind !== "poll";
  }

  get #mayHaveLostEvents(): boolean {
    return this.#parts.heardCount() - this.#heardBefore >= eventsKept();
  }

  get #hasUnwatched(): boolean {
    return this.#parts.tree.unwatched.size > 0 || this.#parts.unreadable.count > 0;
  }

  #beginRescan(nowMs: number): void {
    const { tree, seen, heardCount } = this.#parts;
    const isThorough = this.#clock.isThoroughDue(nowMs) || this.#mayHaveLostEvents;
    this.#begin(isThorough ? "thorough rescan" : "rescan");
    this.#missedCount = 0;
    if (isThorough) {
      this.#heardBefore = heardCount();
      this.#isEveryFolderListed = true;
      seen.beginRound();
    }
    for (const folder of [...tree.folders]) {
      tree.renew(folder);
      this.#list(folder, isThorough);
    }
  }

  #beginPoll(): void {
    const { tree, backlog, unreadable: troubled, lookAt } = this.#parts;
    this.#begin("poll");
    for (const folder of tree.unwatched) this.#list(folder, false);
    for (const folder of troubled.folders)
      if (tree.isKnown(folder)) backlog.add({ folder, isThorough: false });
      else lookAt(folder);
  }

  #list(folder: string, isThorough: boolean): void {
    const { backlog, listed } = this.#parts;
    if (isThorough || !listed.isUnchanged(folder)) backlog.add({ folder, isThorough });
  }

  #begin(kind: Listing["kind"]): void {
    this.#running = { kind, spentBeforeMs: this.#parts.backlog.spentMs };
  }

  #end(nowMs: number): void {
    if (this.#running === null) return;
    const { kind, spentBeforeMs } = this.#running;
    const spentMs = this.#parts.backlog.spentMs - spentBeforeMs;
    this.#running = null;
    if (kind === "poll") return this.#clock.listed(spentMs, nowMs);
    this.#clock.rescanned(spentMs, nowMs);
    if (kind === "thorough rescan") {
      this.#clock.lookedAtAll(spentMs, nowMs);
      if (this.#isEveryFolderListed) this.#parts.seen.endRound();
    }
    const hasMissed = this.#missedCount > 0;
    if (hasMissed) this.#emit({ type: "missedFilesFound", count: this.#missedCount });
    // What replaced a known file without an event is not found by new names.
    if (kind === "rescan" && (hasMissed || this.#mayHaveLostEvents)) this.#clock.rescanAll(nowMs);
  }
}

interface Listing {
  readonly kind: "poll" | "rescan" | "thorough rescan";
  readonly spentBeforeMs: number;
}

/** A file that is younger may just be ahead of its event. */
const EVENT_LATENCY_MS = 1000;
