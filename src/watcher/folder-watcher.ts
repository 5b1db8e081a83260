import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../core/concurrency/clock.ts";
import type { EventListener } from "../core/events/run-event.ts";
import { WakeableTimer } from "../core/concurrency/wakeable-timer.ts";
import { FolderContents } from "./folder-contents.ts";
import type { FolderWatcherOptions } from "./watcher-options.ts";
import type { LandedFile, UnreadablePath, Watcher } from "./watcher.ts";

/**
 * Watches a folder of any size, and those below it, and hands out each file once it is whole.
 *
 * The listing is the truth, and an event only a hint. Events come first, so that a new file never
 * waits for an old backlog; every fourth turn is the backlog's, so that it does not starve either.
 */
export class FolderWatcher implements Watcher {
  readonly #onlyNew: boolean;
  readonly #clock: Clock;
  readonly #contents: FolderContents;
  readonly #pause = new WakeableTimer();
  #isFinal = false;

  /** @param emit called with events for the user, such as a folder that cannot be watched. */
  constructor(root: string, options: FolderWatcherOptions, clock: Clock, emit: EventListener) {
    this.#onlyNew = options.onlyNew;
    this.#clock = clock;
    const onWork = (): void => this.#pause.wake();
    this.#contents = new FolderContents(resolve(root), options, { clock, emit, onWork });
  }

  get isQuiet(): boolean {
    return this.#contents.isQuiet;
  }

  get unreadable(): readonly UnreadablePath[] {
    return this.#contents.unreadable;
  }

  async ready(signal: AbortSignal): Promise<void> {
    const sinceMs = Date.now() - FILE_CLOCK_LAG_MS;
    const { root, backlog, inspector, events } = this.#contents;
    root.find();
    if (!this.#onlyNew) return;
    while (backlog.isBusy && !signal.aborted) {
      const entry = backlog.take();
      if (entry === undefined) await this.#pause.wait(MAX_PAUSE_MS);
      else if (entry.isFolder ?? inspector.isFolder(entry.path)) this.#contents.look(entry);
      else if (!inspector.handedOut.skipPresent(entry.path, sinceMs)) events.addAlways(entry.path);
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
        if (listed !== null || live !== null || this.#contents.canGoOn) continue;
        if (this.#isFinal && this.isQuiet) return;
        await this.#pause.wait(this.#pauseMs());
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  lookAgain({ relativePath }: Pick<LandedFile, "relativePath">): void {
    this.#contents.events.addAlways(relativePath);
    this.#pause.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#contents[Symbol.asyncDispose]();
    this.#pause.wake();
    await ended;
  }

  #beginFinalLook(): void {
    this.#isFinal = true;
    this.#contents.lookAtAll();
    this.#pause.wake();
  }

  #nextLive(): LandedFile | null {
    const { undecodable, events } = this.#contents;
    const file = undecodable.take();
    if (file !== undefined) return file;
    for (let path = events.take(); path !== undefined; path = events.take()) {
      const landed = this.#contents.look({ path, isFolder: null });
      if (landed !== null) return landed;
    }
    return null;
  }

  /** Goes through some listed entries, and then lets events in, so that live files never wait for long. */
  async #nextListed(): Promise<LandedFile | null> {
    const { backlog } = this.#contents;
    if (!backlog.isBusy) return null;
    const startedMs = performance.now();
    const file = this.#lookAtListed();
    backlog.spentMs += performance.now() - startedMs;
    if (file === undefined) await nextTurn();
    return file ?? null;
  }

  /** @returns `null` if nothing more can be looked at now, `undefined` after many looks without a file. */
  #lookAtListed(): LandedFile | null | undefined {
    const { backlog, timed } = this.#contents;
    for (let looks = 0; looks < LOOKS_PER_TURN; looks += 1) {
      const entry = backlog.take();
      if (entry === undefined) return null;
      const file = this.#contents.look(entry);
      if (file === null) continue;
      timed.fileFound(file);
      return file;
    }
    return undefined;
  }

  /** Does what is due by the clock: the root's identity, unfinished files, the listings on a timer. */
  #keepUp(): void {
    const { root, timed, inspector, events } = this.#contents;
    const nowMs = this.#clock.nowMs();
    for (const path of inspector.growing.due(nowMs)) events.addAlways(path);
    if (root.isMissing) return;
    if (root.isInvalid || timed.isRootCheckDue(nowMs)) root.check();
    if (this.#mayListOnTime) timed.advance(nowMs);
  }

  /** A root that is gone must not be taken for an empty one, and what is under way comes first. */
  get #mayListOnTime(): boolean {
    return !this.#contents.root.isMissing && !this.#isFinal && !this.#contents.isBeingListed;
  }

  #pauseMs(): number {
    const { timed, inspector } = this.#contents;
    const listingDueMs = this.#mayListOnTime ? timed.nextDueMs : Number.POSITIVE_INFINITY;
    const dueMs = Math.min(inspector.growing.nextDueMs, listingDueMs);
    // Node's timers cut off what is no whole millisecond, and would end just before it is due.
    return Math.max(1, Math.min(MAX_PAUSE_MS, Math.ceil(dueMs - this.#clock.nowMs())));
  }
}

/** A file system may stamp files by a clock that ticks this seldom: 100 times a second at the least. */
const FILE_CLOCK_LAG_MS = 10;
const TURNS_PER_LISTED = 4;
const LOOKS_PER_TURN = 256;
const MAX_PAUSE_MS = 1000;
