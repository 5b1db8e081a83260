import { createHash } from "node:crypto";
import { type BigIntStats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { realPathOrLocation } from "../core/real-path.ts";
import type { JobRoute } from "./job-folder.ts";
import { type JobOwnership, takeLock } from "./job-owner.ts";
import { cannotBeMade } from "./make-job-folder.ts";
import { makePrivateFolder } from "./private-files.ts";

/**
 * The right to deliver from folders, lists and videos to one service, whatever their names: a bind
 * mount gives the same folder another real path, and so another job, whose own lock tells nothing.
 *
 * A source is told by the device and inode of its folder. They need to hold only while its owner lives.
 */
export class SourceLocks {
  readonly #folder: string;
  readonly #service: string;
  readonly #held = new Map<string, JobOwnership>();

  /** @param folder where all locks lie; made where it is missing. */
  constructor(folder: string, service: string) {
    this.#folder = folder;
    this.#service = service;
  }

  /** @throws FrameferryError `ERR_JOB_OWNED` within a second if another process delivers any of them. */
  static async take(folder: string, { source, service }: JobRoute): Promise<SourceLocks> {
    const locks = new SourceLocks(folder, service);
    try {
      for (const path of source.paths) await locks.add(path, source.kind === "video");
      return locks;
    } catch (error) {
      await locks.release();
      throw error;
    }
  }

  /**
   * Takes one more source; one that is held already is left alone.
   *
   * @param isFile whether it is a file that frames are cut from; other files are frames themselves.
   * @throws FrameferryError `ERR_JOB_OWNED`, `ERR_FOLDER_UNUSABLE`.
   */
  async add(path: string, isFile: boolean = false): Promise<void> {
    const key = keyOf(path, isFile);
    if (key === null || this.#held.has(key)) return;
    const digest = createHash("sha256").update(`${this.#service}\0${key}`).digest("hex");
    const place = join(this.#folder, digest.slice(0, 16));
    await makePrivateFolder(place).catch((cause: unknown) => {
      throw cannotBeMade(`the folder ${place} of a lock`, cause as NodeJS.ErrnoException);
    });
    this.#held.set(key, await takeLock(place, `delivers from ${path} already, by another name`));
  }

  async release(): Promise<void> {
    for (const lock of this.#held.values()) await lock.release();
    this.#held.clear();
  }
}

/** What tells a source from others while it is there; `null` for a file that is a frame itself. */
function keyOf(path: string, isFile: boolean): string | null {
  const real = realPathOrLocation(path);
  const stats = statsOf(real);
  if (stats?.isDirectory() === true) return `${stats.dev}:${stats.ino}`;
  if (stats !== null && !isFile) return null;
  // A file, a list, or a folder to come: by the nearest folder that is there, and the rest of its path.
  let [folder, rest] = [dirname(real), basename(real)];
  for (let above = statsOf(folder); ; above = statsOf(folder)) {
    if (above !== null) return `${above.dev}:${above.ino}/${rest}`;
    [folder, rest] = [dirname(folder), join(basename(folder), rest)];
    if (folder === dirname(folder)) return `${folder}${rest}`;
  }
}

function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}
