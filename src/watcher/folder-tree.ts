import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { eventReachOf } from "./file-system-type.ts";
import { watchFolder } from "./folder-events.ts";
import { levelOf, pathBelow } from "./relative-path.ts";

/** What the watch of a tree tells. */
export interface FolderTreeListener {
  /** Something happened to the entry at this path below the root. */
  readonly onHint: (path: string) => void;
  /** The folder at this path below the root (`""` is the root) must be listed. */
  readonly onUnclear: (folder: string) => void;
  /** A folder cannot be watched; said once for each error code. */
  readonly onUnwatchable: (folder: string, error: NodeJS.ErrnoException) => void;
}

export interface FolderTreeOptions {
  /** Levels of folders below the root that are watched. */
  readonly depth: number;
  /** Whether to watch nothing, for file systems without events. */
  readonly isPolled: boolean;
  readonly isWantedFolder: (path: string) => boolean;
}

/** The watches of a root and of the folders below it, one for each folder. */
export class FolderTree implements Disposable {
  readonly #root: string;
  readonly #options: FolderTreeOptions;
  readonly #listener: FolderTreeListener;
  readonly #known = new Map<string, KnownFolder>();
  readonly #unheard = new Set<string>();
  readonly #toldCodes = new Set<string>();

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
  get unheard(): ReadonlySet<string> {
    return this.#unheard;
  }

  isKnown(folder: string): boolean {
    return this.#known.has(folder);
  }

  /**
   * Takes in a folder that was found; one that is known and still the same is left alone.
   *
   * @returns whether it is new here, and so must be listed.
   */
  attach(folder: string): boolean {
    if (levelOf(folder) > this.#options.depth || !this.#options.isWantedFolder(folder))
      return false;
    const stats = folderStats(join(this.#root, folder));
    const known = this.#known.get(folder);
    if (stats === null) {
      this.detach(folder);
      return false;
    }
    if (known !== undefined && isSameFolder(known.stats, stats)) return false;
    this.#watch(folder, stats);
    return true;
  }

  /** Watches a folder afresh: its old watch may be that of a folder that is gone, or have been refused. */
  renew(folder: string): void {
    const stats = folderStats(join(this.#root, folder));
    if (stats === null) this.detach(folder);
    else this.#watch(folder, stats);
  }

  /** Ends the watch of a folder that is gone, and of those below it. */
  detach(folder: string): void {
    if (!this.#known.has(folder)) return;
    for (const [path, { watch }] of this.#known) {
      if (path !== folder && folder !== "" && !path.startsWith(`${folder}/`)) continue;
      watch?.[Symbol.dispose]();
      this.#known.delete(path);
      this.#unheard.delete(path);
    }
  }

  /** Whether the root is there and is the one that is known. */
  isRootIntact(): boolean {
    const known = this.#known.get("");
    const stats = folderStats(this.#root);
    return known !== undefined && stats !== null && isSameFolder(known.stats, stats);
  }

  [Symbol.dispose](): void {
    this.detach("");
  }

  /** The new watch begins before the old one ends, so that nothing falls between them. */
  #watch(folder: string, stats: Stats): void {
    const former = this.#known.get(folder)?.watch;
    const watch = this.#options.isPolled ? null : this.#tryToWatch(folder);
    this.#known.set(folder, { stats, watch });
    const isHeard = watch !== null && eventReachOf(join(this.#root, folder)) === "all";
    if (isHeard) this.#unheard.delete(folder);
    else this.#unheard.add(folder);
    former?.[Symbol.dispose]();
  }

  #tryToWatch(folder: string): Disposable | null {
    const watch = watchFolder(join(this.#root, folder), {
      onName: (name) => this.#listener.onHint(pathBelow(folder, name)),
      onSelf: () => this.#onSelf(folder),
    });
    if (!(watch instanceof Error)) return watch;
    const code = watch.code ?? "";
    if (!this.#toldCodes.has(code)) this.#listener.onUnwatchable(folder, watch);
    this.#toldCodes.add(code);
    return null;
  }

  #onSelf(folder: string): void {
    if (!this.#known.has(folder)) return;
    this.renew(folder);
    this.#listener.onUnclear(folder);
  }
}

interface KnownFolder {
  readonly stats: Stats;
  readonly watch: Disposable | null;
}

function folderStats(path: string): Stats | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? stats : null;
  } catch {
    return null;
  }
}

/** An inode's number is soon used again, its birth is not; a system that tells no births says 0. */
function isSameFolder(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.birthtimeMs === other.birthtimeMs;
}
