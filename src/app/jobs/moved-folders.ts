import { lstatSync } from "node:fs";
import { posix } from "node:path";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { isSameStamp } from "../../core/files/file-version.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FolderKey, FrameLocation } from "../../ledger/folder-table.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { pathOfIdentity, stampOf } from "./frame-identities.ts";

/** Finds frames again whose folder was renamed. */
export class MovedFolders {
  readonly #ledger: Ledger;
  readonly #nowMs: () => number;
  readonly #folders = new Map<string, KnownFolder>();
  /** The folder that was looked at last: mostly that of the next frame, too. */
  #last: { readonly source: string; readonly below: string; readonly folder: KnownFolder } | null =
    null;

  /** @param nowMs a monotonic clock, in milliseconds. */
  constructor(ledger: Ledger, nowMs: () => number) {
    this.#ledger = ledger;
    this.#nowMs = nowMs;
  }

  /** Notes the folder that a frame lies in, which is about to be put on record. */
  note({ identity }: Frame): void {
    const folder = this.#look(identity);
    if (folder.isNoted || folder.key === null) return;
    folder.isNoted = true;
    this.#ledger.recordFolder(folderOf(identity), folder.key);
  }

  /**
   * Recorded identity of a frame whose folder was renamed since: of exactly this file, which a file that
   * is copied or made anew is not. `null` if there is none.
   */
  previousPlaceOf(frame: Frame): FrameIdentity | null {
    const [{ identity }, stamp] = [frame, stampOf(frame)];
    // By whole seconds, another file may seem to be this one: made within the same, on the same inode.
    if (stamp === null || stamp.changedAtMs % 1000 === 0) return null;
    const folder = this.#look(identity);
    folder.previous ??= this.#previousPlacesOf(folder);
    if (folder.previous.length === 0) return null;
    const name = posix.basename(identity.relativePath);
    for (const { source, relativePath } of folder.previous) {
      const previous = { ...identity, source, relativePath: posix.join(relativePath, name) };
      const known = this.#ledger.findContent(previous)?.stamp ?? null;
      if (known !== null && isSameStamp(known, stamp)) return previous;
    }
    return null;
  }

  /** Other places of the same folder that it is not at any more. */
  #previousPlacesOf({ key, path }: KnownFolder): readonly FrameLocation[] {
    if (key === null) return [];
    return this.#ledger.foldersOf(key).filter((place) => {
      const previousPath = pathOfIdentity(place);
      return previousPath !== path && !isSameFolder(keyOf(previousPath), key);
    });
  }

  /** The folder of a frame. One look a second at each folder serves all of its frames. */
  #look({ source, relativePath }: FrameLocation): KnownFolder {
    const last = this.#last;
    const nowMs = this.#nowMs();
    const below = relativePath.slice(0, relativePath.lastIndexOf("/") + 1);
    const isLast = last !== null && last.below === below && last.source === source;
    if (isLast && nowMs - last.folder.atMs < VALID_MS) return last.folder;
    const folder = this.#lookAt(pathOfIdentity(folderOf({ source, relativePath })), nowMs);
    this.#last = { source, below, folder };
    return folder;
  }

  #lookAt(path: string, nowMs: number): KnownFolder {
    const known = this.#folders.get(path);
    if (known !== undefined && nowMs - known.atMs < VALID_MS) return known;
    const key = keyOf(path);
    const isNoted = known?.isNoted === true && isSameFolder(known.key, key);
    const folder = { path, key, atMs: nowMs, isNoted, previous: null };
    if (this.#folders.size >= MAX_FOLDERS) this.#folders.clear();
    this.#folders.set(path, folder);
    return folder;
  }
}

interface KnownFolder {
  readonly path: string;
  /** `null` where no folder is. */
  readonly key: FolderKey | null;
  readonly atMs: number;
  /** True if it is on record by this key. */
  isNoted: boolean;
  /** `null` until somebody asks. */
  previous: readonly FrameLocation[] | null;
}

const VALID_MS = 1000;
const MAX_FOLDERS = 10_000;

/** The root of a source is `""`. */
function folderOf({ source, relativePath }: FrameLocation): FrameLocation {
  const folder = posix.dirname(relativePath);
  return { source, relativePath: folder === "." ? "" : folder };
}

function keyOf(path: string): FolderKey | null {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? { device: stats.dev, inode: stats.ino } : null;
  } catch {
    // What cannot be accessed is told by whoever lists it; its frames are new ones here.
    return null;
  }
}

function isSameFolder(one: FolderKey | null, other: FolderKey | null): boolean {
  if (one === null || other === null) return false;
  return one.device === other.device && one.inode === other.inode;
}
