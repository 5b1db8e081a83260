import { lstatSync, renameSync, type Stats, unlinkSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { isHeldOpen, renameOver } from "../platform/rename-over.ts";
import { QuickCalls } from "./quick-calls.ts";
import { isAbsence, lstatIfThere } from "./system-error.ts";

/** Calls about single files of one place, each made at once while that is quick. */
export class QuickFileCalls {
  readonly #calls = new QuickCalls();
  /** Apart, since a removal may wait for the disk where a look does not. */
  readonly #removals = new QuickCalls();

  /** Attributes of a path, as `lstatIfThere`. */
  async lstat(path: string): Promise<Stats | null> {
    return await this.#calls.make(
      () => statsNow(path),
      async () => await lstatIfThere(path),
    );
  }

  /** @throws the system's error. */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#calls.make(
        () => renameSync(from, to),
        async () => await rename(from, to),
      );
    } catch (error) {
      if (!isHeldOpen(error)) throw error;
      await renameOver(from, to);
    }
  }

  /** Removes a file. @throws the system's error. */
  async unlink(path: string): Promise<void> {
    await this.#removals.make(
      () => unlinkSync(path),
      async () => await unlink(path),
    );
  }
}

function statsNow(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}
