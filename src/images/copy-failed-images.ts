import { readFile, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { EventListener } from "../core/events/run-event.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { isUnchanged, sizeAndTime } from "../core/files/file-version.ts";
import { retryOnShortage } from "../core/files/retry-on-shortage.ts";
import { renameWithoutOverwrite } from "../core/files/restore-file.ts";
import { isShortage, lstatIfThere } from "../core/files/system-error.ts";
import { copyAtomically, ImageChanged } from "./copy-atomically.ts";
import type { FailedImages } from "./failed-images.ts";
import { TargetFolder } from "./target-folder.ts";
import { WarnOncePerReason } from "./warn-once.ts";
import { OpenFolders } from "./open-folders.ts";
import { isSameImage } from "./same-image.ts";

/**
 * Copies failed images into a folder, each with its result beside it: `cam/a.jpg` with `cam/a.jpg.json`. A
 * file that was changed or removed since is skipped, for it is not what failed.
 */
export class CopyFailedImages implements FailedImages {
  readonly makesCopies = true;
  readonly #target: TargetFolder;
  readonly #folders = new OpenFolders();
  readonly #warnings: WarnOncePerReason;

  /** @param folder absolute path, on any disk; created if missing. */
  constructor(folder: string, emit: EventListener) {
    this.#target = new TargetFolder(folder);
    this.#warnings = new WarnOncePerReason(emit, `failed images cannot be copied to ${folder}`);
  }

  async afterFailure(frame: Frame, result: FrameResult): Promise<boolean> {
    try {
      if (this.#target.contains(frame)) return true;
      await retryOnShortage(async () => {
        await this.#folders.use(dirname(frame.path), (folder) =>
          this.#copy(frame, result, join(folder, basename(frame.path))),
        );
      });
    } catch (error) {
      if (error instanceof ImageChanged) return true;
      this.#warnings.warn(error as NodeJS.ErrnoException, frame.path);
      return false;
    }
    return true;
  }

  async #copy(frame: Frame, result: FrameResult, from: string): Promise<void> {
    const stats = await lstatIfThere(from);
    if (stats === null || !isUnchanged(sizeAndTime(frame), stats)) return;
    const put = (name: string): Promise<void> => this.#putBoth(frame, result, from, name);
    await this.#target.put(frame, put, NOTE_ENDING.length);
    await this.#target.flushed(frame);
  }

  /** Puts note and image under one name. The note comes first: a name is free if both are. */
  async #putBoth(frame: Frame, result: FrameResult, from: string, name: string): Promise<void> {
    const note = `${name}${NOTE_ENDING}`;
    const isNew = await this.#isNoted(result, note);
    if (!isNew && !(await isNoteOf(result, note))) throw nameTaken(note);
    try {
      await copyAtomically(frame, {
        from,
        partial: this.#target.partialPath(basename(name)),
        to: name,
      });
    } catch (error) {
      // A run that was killed may have left its note alone, or both.
      if (!isNew && isNameTaken(error) && (await isSameImage(frame, from, name))) return;
      if (isNew) await unlink(note).catch(() => {});
      throw error;
    }
  }

  /** Writes a note atomically. @returns true if its name was free. */
  async #isNoted(result: FrameResult, note: string): Promise<boolean> {
    const partial = this.#target.partialPath(basename(note));
    try {
      await writeFile(partial, `${JSON.stringify(result, null, 2)}\n`, { flag: "wx", flush: true });
      await renameWithoutOverwrite(partial, note);
      return true;
    } catch (error) {
      await unlink(partial).catch(() => {});
      if (isNameTaken(error)) return false;
      throw error;
    }
  }
}

const NOTE_ENDING = ".json";

/** True if a note is about the same failure; the ledger keeps fewer fields than a note. */
async function isNoteOf(result: FrameResult, note: string): Promise<boolean> {
  try {
    const noted = JSON.parse(await readFile(note, "utf8")) as Partial<FrameResult>;
    const isSameFrame = basename(noted.frame ?? "") === basename(result.frame);
    const isSameFailure = noted.status === result.status && noted.attempts === result.attempts;
    return isSameFrame && isSameFailure && noted.outcome === "failed";
  } catch (error) {
    // A foreign note has any content; one that cannot be read at the moment may be ours.
    if (isShortage(error)) throw error;
    return false;
  }
}

function isNameTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EEXIST";
}

function nameTaken(name: string): Error {
  return Object.assign(new Error(`${name} exists`), { code: "EEXIST" });
}
