import { lstatSync, renameSync, type Stats } from "node:fs";
import { rename } from "node:fs/promises";
import { isHeldOpen, renameOver } from "../platform/rename-over.ts";
import { QuickCalls } from "./quick-calls.ts";
import { isAbsence, lstatIfThere } from "./system-error.ts";

/** Calls about single files of one place, each made at once while that is quick. */
export class QuickFileCalls {
  readonly #calls = new QuickCalls();

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
}

function statsNow(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}
