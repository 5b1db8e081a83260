import { type BigIntStats, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { FrameferryError } from "../core/errors.ts";

/** What a file is, whatever its name: two that exist at the same time differ in it. */
export type FileId = Pick<BigIntStats, "dev" | "ino">;

/**
 * Files that a run has open and writes into, and folders that it works in. Once one of them is
 * removed, moved away or replaced, what is written is lost: nothing may be called settled any more.
 */
export class HeldFiles {
  readonly #open = new Map<string, FileId>();
  readonly #named = new Set<string>();

  /** @param paths of files that are open. @throws FrameferryError `ERR_RECORD_LOST` if one is gone by now. */
  constructor(paths: readonly string[]) {
    for (const path of paths) this.add(path);
  }

  /** @throws FrameferryError `ERR_RECORD_LOST` if it is gone by now. */
  add(path: string): void {
    this.#open.set(path, lookAt(path));
  }

  /**
   * Adds a file that others may replace, as whoever rotates it does, or a folder on a disk where
   * nothing stays the same; but it must not be missing. Pipes and devices come and go as they like.
   */
  requireName(path: string): void {
    const stats = lookAt(path);
    if (stats.isFile() || stats.isDirectory()) this.#named.add(path);
  }

  /**
   * Resolves when each file is where it was; 3 microseconds a file.
   *
   * @throws FrameferryError `ERR_RECORD_LOST`.
   */
  async check(): Promise<void> {
    for (const [path, file] of this.#open)
      if (!isSameFile(lookAt(path), file)) throw recordLost(path, "was replaced by another one");
    for (const path of this.#named) await waitForName(path);
  }
}

/** What lies at a path; `null` where nothing does, or where nobody can tell. */
export function fileAt(path: string): FileId | null {
  try {
    return lookAt(path);
  } catch {
    return null;
  }
}

/** Whether a path still leads to a file. @param file what was there before; `null` for nothing. */
export function isStillAt(path: string, file: FileId | null): boolean {
  const now = fileAt(path);
  return now !== null && file !== null && isSameFile(now, file);
}

function isSameFile(one: FileId, other: FileId): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** Whoever rotates a file leaves its name free for a moment. */
async function waitForName(path: string): Promise<void> {
  for (let looks = 1; looks < MAX_LOOKS; looks += 1) {
    if (fileAt(path) !== null) return;
    await sleep(LOOK_EVERY_MS);
  }
  lookAt(path);
}

const MAX_LOOKS = 6;
const LOOK_EVERY_MS = 100;

function lookAt(path: string): BigIntStats {
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
