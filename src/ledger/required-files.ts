import { type BigIntStats, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { FrameferryError } from "../core/errors.ts";

/** Identity of a file, whatever its name: unique among existing files. */
export type BigIntFileId = Pick<BigIntStats, "dev" | "ino">;

/**
 * Files that a run has open for writing, and folders that it works in. If one of them is removed, moved or
 * replaced, what is written is lost: no outcome may be reported any more.
 */
export class RequiredFiles {
  readonly #open = new Map<string, BigIntFileId>();
  readonly #named = new Set<string>();

  /** @param paths paths of open files. @throws FrameferryError `ERR_RECORD_LOST` if one is missing. */
  constructor(paths: readonly string[]) {
    for (const path of paths) this.add(path);
  }

  /** @throws FrameferryError `ERR_RECORD_LOST` if it is missing. */
  add(path: string): void {
    this.#open.set(path, statFile(path));
  }

  /**
   * Adds a file that others may replace, for example by rotation, or a folder on a disk without stable
   * inodes; its name must exist. Pipes and devices are ignored.
   */
  requireName(path: string): void {
    const stats = statFile(path);
    if (stats.isFile() || stats.isDirectory()) this.#named.add(path);
  }

  /**
   * Resolves if each file is in its place; takes 3 microseconds per file.
   *
   * @throws FrameferryError `ERR_RECORD_LOST`.
   */
  async check(): Promise<void> {
    for (const [path, file] of this.#open)
      if (!isSameFile(statFile(path), file)) throw recordLost(path, "was replaced by another one");
    for (const path of this.#named) await waitForName(path);
  }
}

/** File at a path; `null` if there is none, or it cannot be determined. */
export function fileAt(path: string): BigIntFileId | null {
  try {
    return statFile(path);
  } catch {
    return null;
  }
}

/** True if a path still leads to a file. @param file file that was there before; `null` for none. */
export function isStillAt(path: string, file: BigIntFileId | null): boolean {
  const now = fileAt(path);
  return now !== null && file !== null && isSameFile(now, file);
}

function isSameFile(one: BigIntFileId, other: BigIntFileId): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** Waits for a file that is being rotated: its name is free for a moment. */
async function waitForName(path: string): Promise<void> {
  for (let looks = 1; looks < MAX_CHECKS; looks += 1) {
    if (fileAt(path) !== null) return;
    await sleep(CHECK_INTERVAL_MS);
  }
  statFile(path);
}

const MAX_CHECKS = 6;
const CHECK_INTERVAL_MS = 100;

function statFile(path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isGone = code === "ENOENT" || code === "ENOTDIR";
    throw recordLost(path, isGone ? "was removed or moved away" : `cannot be found: ${message}`);
  }
}

function recordLost(path: string, fate: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_RECORD_LOST",
    kind: "environment",
    message: `${path}, which this run works with, ${fate} during the run`,
    remedy:
      "put it back if it was moved, and run the same command again: what is not on record is sent again",
  });
}
