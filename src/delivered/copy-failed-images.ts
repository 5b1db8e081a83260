import { unlink, writeFile } from "node:fs/promises";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import { copyWhole } from "./copy-whole.ts";
import type { FailedImages } from "./failed-images.ts";
import { GoalFolder } from "./goal-folder.ts";
import { isAsLanded } from "./is-as-landed.ts";
import { OncePerReason } from "./once-per-reason.ts";

/**
 * Puts copies of failed images into a folder, each with its result beside it: `cam/a.jpg` with
 * `cam/a.jpg.json`. A file that has changed or gone since is left out, for it is not what failed.
 */
export class CopyFailedImages implements FailedImages {
  readonly #goal: GoalFolder;
  readonly #troubles: OncePerReason;

  /** @param folder absolute path; made where it is missing, on any disk. */
  constructor(folder: string, emit: EventListener) {
    this.#goal = new GoalFolder(folder);
    this.#troubles = new OncePerReason(emit, `failed images cannot be copied to ${folder}`);
  }

  async setAside(frame: Frame, result: FrameResult): Promise<void> {
    try {
      if (this.#goal.holds(frame) || !(await isAsLanded(frame))) return;
      const note = `${JSON.stringify(result, null, 2)}\n`;
      await this.#goal.take(frame, async (name) => await copyWithNote(frame, name, note));
    } catch (error) {
      this.#troubles.tell(error as NodeJS.ErrnoException);
    }
  }
}

/** The note comes first: a name is free when both are. */
async function copyWithNote(frame: Frame, name: string, note: string): Promise<void> {
  const noteName = `${name}.json`;
  await writeFile(noteName, note, { flag: "wx" });
  try {
    await copyWhole(frame, name);
  } catch (error) {
    await unlink(noteName).catch(() => {});
    throw error;
  }
}
