import type { Clock } from "../core/concurrency/clock.ts";
import type { GrowingFiles } from "./growing-files.ts";
import {
  type ExaminedFile,
  type HandedOutFiles,
  isRepeat,
  NO_VERSION,
} from "./handed-out-files.ts";
import type { LandedFile, UnreadablePath } from "./watcher.ts";

/** Reports the trouble of a file, as the rest of a sentence that begins with its name. */
export type FileWarning = (relativePath: string, trouble: string) => void;

/** Dependencies of the handling of unreadable files. */
export interface UnreadableFilesParts {
  readonly handedOut: HandedOutFiles;
  readonly growing: GrowingFiles;
  readonly clock: Clock;
  readonly warn: FileWarning;
}

/**
 * Files that cannot be read, or of which the system tells nothing: waited for, given up, and looked at
 * further, since a repair need not change a file.
 */
export class UnreadableFiles {
  readonly #parts: UnreadableFilesParts;
  /** Files that were handed out and can no longer be looked at, and why. */
  readonly #lost = new Map<string, string>();

  constructor(parts: UnreadableFilesParts) {
    this.#parts = parts;
  }

  /** Files that were handed out, and of which nobody knows whether they have changed since. */
  get list(): readonly UnreadablePath[] {
    return Array.from(this.#lost, ([path, reason]) => ({
      path: this.#parts.handedOut.locate(path),
      isFolder: false,
      reason: `cannot be accessed again (${reason})`,
    }));
  }

  /** For a file that can be looked at again, or that is gone. */
  forget(relativePath: string): void {
    if (this.#lost.size > 0) this.#lost.delete(relativePath);
  }

  /**
   * Notes that a file cannot be read.
   *
   * @returns the file once it is given up; `null` before, and for what was handed out already.
   */
  note({ relativePath, version, change }: ExaminedFile, reason: string): LandedFile | null {
    const { handedOut, growing, clock, warn } = this.#parts;
    const nowMs = clock.nowMs();
    if (!growing.has(relativePath)) warn(relativePath, `cannot be read: ${reason}`);
    // One that was handed out before, and of which only the mode has changed, has not failed.
    const isDue =
      !growing.isParked(relativePath) &&
      (isRepeat(change) || growing.isGivenUp(relativePath, version, nowMs));
    growing.note(relativePath, version, nowMs);
    if (!isDue) return null;
    growing.park(relativePath);
    if (version === NO_VERSION && handedOut.has(relativePath)) {
      this.#lost.set(relativePath, reason);
      return null;
    }
    return isRepeat(change) ? null : handedOut.file(relativePath, version, reason);
  }
}
