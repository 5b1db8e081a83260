import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { watchFolder } from "./folder-events.ts";
import { pathBelow } from "./backlog.ts";

/** What the watch of a tree tells. */
export interface FolderTreeListener {
  /** Something happened to the entry at this path below the root. */
  readonly onHint: (path: string) => void;
  /** The folder at this path below the root (`""` is the root) must be listed. */
  readonly onUnclear: (folder: string) => void;
  /** The system cannot watch any more folders; said once. */
  readonly onDeaf: (error: NodeJS.ErrnoException) => void;
}

/** The watches of a root and of the folders below it, one for each folder. */
export class FolderTree implements Disposable {
  readonly #root: string;
  readonly #depth: number;
  readonly #isPolled: boolean;
  readonly #listener: FolderTreeListener;
  readonly #watches = new Map<string, WatchedFolder>();
  #isDeaf = false;

  /**
   * @param depth levels of folders below the root that are watched.
   * @param isPolled whether to watch nothing, for file systems without events.
   */
  constructor(root: string, depth: number, isPolled: boolean, listener: FolderTreeListener) {
    this.#root = root;
    this.#depth = depth;
    this.#isPolled = isPolled;
    this.#listener = listener;
  }

  /** Whether some folder is known only by its listings. */
  get needsListings(): boolean {
    return this.#isPolled || this.#isDeaf;
  }

  /** Paths of the known folders, `""` for the root. */
  get folders(): Iterable<string> {
    return this.#watches.keys();
  }

  /**
   * Watches a folder that was found; a folder that is watched already and still the same is left
   * alone.
   *
   * @returns whether the folder is newly watched, and so must be listed.
   */
  attach(folder: string): boolean {
    if (levelOf(folder) > this.#depth) return false;
    const stats = folderStats(join(this.#root, folder));
    const known = this.#watches.get(folder);
    if (stats === undefined) {
      this.detach(folder);
      return false;
    }
    if (known !== undefined && isSameFolder(known, stats)) return false;
    known?.watch[Symbol.dispose]();
    this.#watches.set(folder, { device: stats.dev, inode: stats.ino, watch: this.#watch(folder) });
    return true;
  }

  /** Ends the watch of a folder that is gone, and of those below it. */
  detach(folder: string): void {
    for (const [path, { watch }] of this.#watches) {
      if (path !== folder && folder !== "" && !path.startsWith(`${folder}/`)) continue;
      watch[Symbol.dispose]();
      this.#watches.delete(path);
    }
  }

  /** Whether the root is there and is the one that is watched. */
  isRootIntact(): boolean {
    const known = this.#watches.get("");
    const stats = folderStats(this.#root);
    return known !== undefined && stats !== undefined && isSameFolder(known, stats);
  }

  [Symbol.dispose](): void {
    this.detach("");
  }

  #watch(folder: string): Disposable {
    if (this.#isPolled) return { [Symbol.dispose]: () => {} };
    return watchFolder(join(this.#root, folder), {
      onName: (name) => this.#listener.onHint(pathBelow(folder, name)),
      onUnclear: () => this.#listener.onUnclear(folder),
      onDeaf: (error) => this.#becomeDeaf(folder, error),
    });
  }

  #becomeDeaf(folder: string, error: NodeJS.ErrnoException): void {
    if (!OUT_OF_WATCHES.has(error.code ?? "")) return this.#listener.onUnclear(folder);
    if (!this.#isDeaf) this.#listener.onDeaf(error);
    this.#isDeaf = true;
  }
}

interface WatchedFolder {
  readonly device: number;
  readonly inode: number;
  readonly watch: Disposable;
}

/** No inotify watches, no inotify instances or descriptors, none at all on this system. */
const OUT_OF_WATCHES: ReadonlySet<string> = new Set(["ENOSPC", "EMFILE", "ENFILE", "ENOSYS"]);

function folderStats(path: string): Stats | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? stats : undefined;
  } catch {
    return undefined;
  }
}

function isSameFolder(known: WatchedFolder, stats: Stats): boolean {
  return known.device === stats.dev && known.inode === stats.ino;
}

function levelOf(folder: string): number {
  return folder === "" ? 0 : folder.split("/").length;
}
