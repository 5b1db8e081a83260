import { type Stats, statfsSync } from "node:fs";
import { namesFileSystems } from "../core/platform/kernel-facts.ts";

/**
 * Knows which folders hold the same names as when they were last listed, without listing them: their
 * change time (ctime), which no program can set, moves with each name that comes or goes.
 */
export class ListedFolders {
  readonly #folders = new Map<string, ListedFolder>();
  #begun: { readonly folder: string; readonly state: ListedFolder } | null = null;
  readonly #statsOf: (folder: string) => Stats | null;
  readonly #hasExactTimes: (folder: string) => boolean;

  /**
   * @param statsOf stats of a folder; `null` where there is none, or nobody can tell.
   * @param hasExactTimes true if each change of a folder moves its change time.
   */
  constructor(
    statsOf: (folder: string) => Stats | null,
    hasExactTimes: (folder: string) => boolean,
  ) {
    this.#statsOf = statsOf;
    this.#hasExactTimes = hasExactTimes;
  }

  /** A folder is about to be listed. @param nowMs wall clock. */
  begin(folder: string, nowMs: number): void {
    this.#begun = null;
    const stats = this.#statsOf(folder);
    if (stats === null || nowMs - stats.ctimeMs < TIME_STEP_MS) return;
    if (this.#hasExactTimes(folder)) this.#begun = { folder, state: stateOf(stats) };
  }

  /** The listing that has begun last has ended. @param isComplete false if it failed. */
  end(folder: string, isComplete: boolean): void {
    const begun = this.#begun;
    this.#begun = null;
    if (isComplete && begun?.folder === folder) this.#folders.set(folder, begun.state);
    else this.#folders.delete(folder);
  }

  /** True if a folder certainly holds the names that its last listing has shown. */
  isUnchanged(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known === undefined) return false;
    const stats = this.#statsOf(folder);
    if (stats !== null && isSame(known, stateOf(stats))) return true;
    this.#folders.delete(folder);
    return false;
  }
}

interface ListedFolder {
  readonly changedAtMs: number;
  readonly device: number;
  readonly inode: number;
}

function stateOf({ ctimeMs: changedAtMs, dev: device, ino: inode }: Stats): ListedFolder {
  return { changedAtMs, device, inode };
}

function isSame(one: ListedFolder, other: ListedFolder): boolean {
  const isSameFolder = one.device === other.device && one.inode === other.inode;
  return isSameFolder && one.changedAtMs === other.changedAtMs;
}

/** Two changes that are closer than this may have the same time: some ext3 file systems count whole seconds. */
const TIME_STEP_MS = 3000;

/** True if a folder lies on a file system of this machine that keeps exact times of its folders. */
export function hasExactFolderTimes(path: string): boolean {
  if (!namesFileSystems()) return false;
  try {
    return LOCAL_FILE_SYSTEMS.has(statfsSync(path).type >>> 0);
  } catch {
    return false;
  }
}

/** `f_type` of statfs(2): linux/magic.h. */
const LOCAL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
]);
