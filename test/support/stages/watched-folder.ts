import { systemClock } from "../../../src/core/concurrency/clock.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { FolderWatcher } from "../../../src/watcher/folder-watcher.ts";
import type { FolderWatcherOptions } from "../../../src/watcher/watcher-options.ts";
import type { LandedFile } from "../../../src/watcher/watcher.ts";

/** As `frameferry watch` watches, but for the options that are named. */
export const WATCHED: FolderWatcherOptions = {
  isWanted: (path) => path.endsWith(".jpg"),
  isWantedFolder: () => true,
  depth: Number.POSITIVE_INFINITY,
  arrivesWhole: false,
  ignoresPresent: false,
  order: "listed",
  settleMs: 10_000,
  // A listing must not stand in for an event, however long a busy machine takes.
  rescanMs: 600_000,
  poll: false,
  waitsForFolder: true,
};

/** A folder watcher in this process, and all that it has handed out and told. */
export class WatchedFolder implements AsyncDisposable {
  readonly watcher: FolderWatcher;
  readonly files: LandedFile[] = [];
  readonly events: RunEvent[] = [];
  readonly #ending = new AbortController();
  readonly #writer = Promise.withResolvers<void>();
  #reading: Promise<void> = Promise.resolve();

  private constructor(folder: string, options: Partial<FolderWatcherOptions>) {
    this.watcher = new FolderWatcher(folder, { ...WATCHED, ...options }, systemClock, (event) =>
      this.events.push(event),
    );
  }

  static async start(
    folder: string,
    options: Partial<FolderWatcherOptions> = {},
  ): Promise<WatchedFolder> {
    const watched = new WatchedFolder(folder, options);
    await watched.watcher.ready(watched.#ending.signal);
    watched.#reading = watched.#read();
    return watched;
  }

  /** Paths of the files, in the order in which they were handed out. */
  get paths(): readonly string[] {
    return this.files.map(({ relativePath }) => relativePath);
  }

  get warnings(): readonly string[] {
    return this.events.flatMap((event) => (event.type === "warningRaised" ? [event.message] : []));
  }

  /** Files that no event had told of, so far. */
  get missedCount(): number {
    return this.events.reduce(
      (sum, event) => sum + (event.type === "missedFilesFound" ? event.count : 0),
      0,
    );
  }

  /** Says that nothing more is written, and waits until everything is handed out. */
  async finish(): Promise<void> {
    this.#writer.resolve();
    await this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#reading;
    await this.watcher[Symbol.asyncDispose]();
  }

  async #read(): Promise<void> {
    const files = this.watcher.files(this.#writer.promise, this.#ending.signal);
    for await (const file of files) this.files.push(file);
  }
}
