import type { Stats } from "node:fs";
import { join } from "node:path";
import { systemErrorCode, systemErrorMessage } from "../core/files/system-error.ts";
import { eventReachOf } from "./file-system-type.ts";
import { statsOf, targetStatsOf } from "./path-stats.ts";
import { watchFolder } from "./folder-events.ts";
import { levelOf, pathBelow } from "./relative-path.ts";

/** Callbacks of the watch of a tree. */
export interface FolderTreeListener {
  /** Something happened to the entry at this path below the root. */
  readonly onEntryEvent: (path: string) => void;
  /** The folder at this path below the root (`""` is the root) must be listed. */
  readonly onFolderEvent: (folder: string) => void;
  /** A folder below the root, or what may be one, cannot be accessed. */
  readonly onUnseen: (folder: string, error: NodeJS.ErrnoException) => void;
  /** Folders cannot be watched; said once for each error code, as a sentence. */
  readonly onUnwatchable: (message: string) => void;
}

export interface FolderTreeOptions {
  /** Levels of folders below the root that are watched. */
  readonly depth: number;
  /** True to watch nothing, for file systems without events. */
  readonly poll: boolean;
  readonly isWantedFolder: (path: string) => boolean;
}

/** The watches of a root and of the folders below it, one for each folder. */
export class FolderTree implements Disposable {
  readonly #root: string;
  readonly #options: FolderTreeOptions;
  readonly #listener: FolderTreeListener;
  readonly #known = new Map<string, KnownFolder>();
  readonly #unwatched = new Set<string>();
  readonly #warnedCodes = new Set<string>();

  constructor(root: string, options: FolderTreeOptions, listener: FolderTreeListener) {
    this.#root = root;
    this.#options = options;
    this.#listener = listener;
  }

  /** Paths of the known folders, `""` for the root. */
  get folders(): Iterable<string> {
    return this.#known.keys();
  }

  /** Those whose events do not tell everything, so that they must be listed on a timer. */
  get unwatched(): ReadonlySet<string> {
    return this.#unwatched;
  }

  isKnown(folder: string): boolean {
    return this.#known.has(folder);
  }

  /**
   * Takes in a folder that was found; one that is known and still the same, or cannot be accessed, is
   * left alone.
   *
   * @returns whether it is new here, and so must be listed.
   */
  attach(folder: string): boolean {
    if (levelOf(folder) > this.#options.depth || !this.#options.isWantedFolder(folder))
      return false;
    const stats = this.#statsOf(folder);
    if (stats instanceof Error && folder !== "") this.#listener.onUnseen(folder, stats);
    if (stats === null) this.detach(folder);
    if (stats === null || stats instanceof Error) return false;
    const known = this.#known.get(folder);
    if (known !== undefined && isSameFolder(known.stats, stats)) return false;
    this.#watch(folder, stats);
    return true;
  }

  /** Watches a folder afresh: its old watch may be that of a folder that is gone, or have been refused. */
  renew(folder: string): void {
    if (!this.#known.has(folder)) return;
    const stats = this.#statsOf(folder);
    if (stats === null) this.detach(folder);
    // One that cannot be accessed keeps its old watch: whoever lists it tells.
    else if (!(stats instanceof Error)) this.#watch(folder, stats);
  }

  /** Ends the watch of a folder that is gone, and of those below it. */
  detach(folder: string): void {
    if (!this.#known.has(folder)) return;
    for (const [path, { watch }] of this.#known) {
      if (path !== folder && folder !== "" && !path.startsWith(`${folder}/`)) continue;
      watch?.[Symbol.dispose]();
      this.#known.delete(path);
      this.#unwatched.delete(path);
    }
  }

  /** Stats of a folder; `null` where there is none, or it cannot be accessed. */
  statsOf(folder: string): Stats | null {
    const stats = this.#statsOf(folder);
    return stats instanceof Error ? null : stats;
  }

  /** True if the root is there and is the one that is known; an error if that cannot be found out. */
  isRootIntact(): boolean | NodeJS.ErrnoException {
    const known = this.#known.get("");
    const stats = this.#statsOf("");
    if (stats instanceof Error) return stats;
    return known !== undefined && stats !== null && isSameFolder(known.stats, stats);
  }

  [Symbol.dispose](): void {
    this.detach("");
  }

  /** The new watch begins before the old one ends, so that nothing falls between them. */
  #watch(folder: string, stats: Stats): void {
    const previous = this.#known.get(folder)?.watch;
    const watch = this.#options.poll ? null : this.#tryToWatch(folder);
    this.#known.set(folder, { stats, watch });
    const isHeard = watch !== null && eventReachOf(join(this.#root, folder)) === "all";
    if (isHeard) this.#unwatched.delete(folder);
    else this.#unwatched.add(folder);
    previous?.[Symbol.dispose]();
  }

  /** Only the root, which the user named, may be a link; `null` where there is no folder. */
  #statsOf(folder: string): Stats | null | NodeJS.ErrnoException {
    const stats = folder === "" ? targetStatsOf(this.#root) : statsOf(join(this.#root, folder));
    if (stats === null || stats instanceof Error) return stats;
    return stats.isDirectory() ? stats : null;
  }

  #tryToWatch(folder: string): Disposable | null {
    const watch = watchFolder(join(this.#root, folder), {
      onName: (name) => this.#listener.onEntryEvent(pathBelow(folder, name)),
      onSelf: () => this.#onSelf(folder),
    });
    if (!(watch instanceof Error)) return watch;
    this.#warnOnce(watch);
    return null;
  }

  #warnOnce(error: NodeJS.ErrnoException): void {
    const code = systemErrorCode(error);
    if (this.#warnedCodes.has(code) || REPORTED_BY_LISTING.has(code)) return;
    this.#warnedCodes.add(code);
    const instead = `${this.#root} is listed once a second instead`;
    this.#listener.onUnwatchable(
      NO_MORE_WATCHES.has(code)
        ? `the system can watch no more folders (${code}), so ${instead}; raise fs.inotify.max_user_watches and max_user_instances`
        : `folders cannot be watched (${code}: ${systemErrorMessage(error)}), so ${instead}`,
    );
  }

  #onSelf(folder: string): void {
    if (!this.#known.has(folder)) return;
    this.renew(folder);
    this.#listener.onFolderEvent(folder);
  }
}

interface KnownFolder {
  readonly stats: Stats;
  readonly watch: Disposable | null;
}

/** A folder that cannot be reached cannot be listed either, which is reported anyway. */
const REPORTED_BY_LISTING: ReadonlySet<string> = new Set(["EACCES", "EPERM", "ENOENT"]);

/** Watches, instances, descriptors, memory. */
const NO_MORE_WATCHES: ReadonlySet<string> = new Set(["ENOSPC", "EMFILE", "ENFILE", "ENOMEM"]);

/** An inode's number is soon used again, its birth is not; a system that tells no births says 0. */
function isSameFolder(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.birthtimeMs === other.birthtimeMs;
}
