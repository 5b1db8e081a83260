import { createHash } from "node:crypto";
import { type BigIntStats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { realPathOrLocation } from "../core/files/real-path.ts";
import type { JobRoute } from "./job-folder.ts";
import { type JobOwnership, acquireLock } from "./job-owner.ts";
import { cannotBeMade } from "./make-job-folder.ts";
import { makePrivateFolder } from "./private-files.ts";

/**
 * Locks of sources for delivery to one service, independent of their names: a bind mount gives the same
 * folder another real path, and so another job with its own lock.
 *
 * A source is identified by device and inode of its folder. These need to be stable only while its owner
 * lives.
 */
export class SourceLocks {
  readonly #folder: string;
  readonly #service: string;
  readonly #locks = new Map<string, JobOwnership>();

  /** @param folder folder of all locks; created if missing. */
  constructor(folder: string, service: string) {
    this.#folder = folder;
    this.#service = service;
  }

  /** @throws FrameferryError `ERR_JOB_OWNED` within a second if another process delivers any of them. */
  static async acquire(folder: string, { source, service }: JobRoute): Promise<SourceLocks> {
    const locks = new SourceLocks(folder, service);
    // A camera has one address, and its job is locked by that.
    if (source.kind === "live") return locks;
    try {
      for (const path of source.paths) await locks.add(path, source.kind === "video");
      return locks;
    } catch (error) {
      await locks.release();
      throw error;
    }
  }

  /**
   * Locks another source; one that is locked already is left alone.
   *
   * @param isFile true for a file that frames are cut from; other files are frames themselves.
   * @throws FrameferryError `ERR_JOB_OWNED`, `ERR_FOLDER_UNUSABLE`.
   */
  async add(path: string, isFile: boolean = false): Promise<void> {
    const key = keyOf(path, isFile);
    if (key === null || this.#locks.has(key)) return;
    const digest = createHash("sha256").update(`${this.#service}\0${key}`).digest("hex");
    const lockFolder = join(this.#folder, digest.slice(0, 16));
    await makePrivateFolder(lockFolder).catch((cause: unknown) => {
      throw cannotBeMade(`the folder ${lockFolder} of a lock`, cause as NodeJS.ErrnoException);
    });
    this.#locks.set(
      key,
      await acquireLock(lockFolder, `delivers from ${path} already, by another name`),
    );
  }

  async release(): Promise<void> {
    for (const lock of this.#locks.values()) await lock.release();
    this.#locks.clear();
  }
}

/** Identity of a source while it exists; `null` for a file that is a frame itself. */
function keyOf(path: string, isFile: boolean): string | null {
  const real = realPathOrLocation(path);
  const stats = statsOf(real);
  if (stats?.isDirectory() === true) return `${stats.dev}:${stats.ino}`;
  if (stats !== null && !isFile) return null;
  // A file, a list, or a future folder: nearest existing folder plus the remaining path.
  let [folder, remainingPath] = [dirname(real), basename(real)];
  for (let above = statsOf(folder); ; above = statsOf(folder)) {
    if (above !== null) return `${above.dev}:${above.ino}/${remainingPath}`;
    [folder, remainingPath] = [dirname(folder), join(basename(folder), remainingPath)];
    if (folder === dirname(folder)) return `${folder}${remainingPath}`;
  }
}

function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}
