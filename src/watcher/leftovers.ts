import { basename, dirname } from "node:path";
import { realFolder } from "../core/files/landed-file.ts";
import { isTemporaryName } from "../core/files/temporary-name.ts";
import { restoreLeftover, restoreLeftovers } from "../core/files/restore-file.ts";

/**
 * Images that a killed program was about to take away, and has left under names of its own: they get their
 * names back, and land again. What was delivered is on record, and goes then; what was not is sent.
 */
export class Leftovers {
  readonly #onEnd: (path: string | null) => void;
  readonly #underWay = new Set<string>();
  readonly #searched = new Set<string>();

  /** @param onEnd gets the path that an image has now; `null` if none came of it, or they are not known. */
  constructor(onEnd: (path: string | null) => void) {
    this.#onEnd = onEnd;
  }

  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  /** Restores what lies at this path, if it is such an image and nobody is at work on it. */
  restore(path: string): void {
    const folder = dirname(path);
    this.#begin(path, folder, () => restoreLeftover(folder, basename(path)));
  }

  /**
   * Restores what lies in a folder that nobody lists, once.
   *
   * @returns whether that has begun, so that a file that is missing there may come back.
   */
  search(folder: string): boolean {
    if (this.#searched.has(folder)) return false;
    if (this.#searched.size >= MAX_REMEMBERED) this.#searched.clear();
    this.#searched.add(folder);
    return this.#begin(folder, folder, () => restoreLeftovers(folder));
  }

  #begin(path: string, folder: string, restore: () => Promise<string | null>): boolean {
    if (this.#underWay.has(path) || realFolder(folder) !== folder) return false;
    this.#underWay.add(path);
    void this.#finish(path, restore);
    return true;
  }

  async #finish(path: string, restore: () => Promise<string | null>): Promise<void> {
    // What fails stays as it is, and is found again by the next run.
    const restored = await restore().catch(() => null);
    this.#underWay.delete(path);
    this.#onEnd(restored);
  }
}

const MAX_REMEMBERED = 1000;

/** True if the last part of a path is such a name. */
export function isPrivatePath(path: string): boolean {
  return isTemporaryName(path.slice(path.lastIndexOf("/") + 1));
}
