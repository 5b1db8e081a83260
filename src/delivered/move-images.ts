import { link, unlink } from "node:fs/promises";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import { copyWhole } from "./copy-whole.ts";
import type { DeliveredImages } from "./delivered-images.ts";
import { GoalFolder } from "./goal-folder.ts";
import { isAsLanded } from "./is-as-landed.ts";
import { OncePerReason } from "./once-per-reason.ts";

/** Moves images into another folder. */
export class MoveImages implements DeliveredImages {
  readonly #goal: GoalFolder;
  readonly #troubles: OncePerReason;

  /** @param folder absolute path; made where it is missing, on any disk. */
  constructor(folder: string, emit: EventListener) {
    this.#goal = new GoalFolder(folder);
    this.#troubles = new OncePerReason(emit, `delivered images cannot be moved to ${folder}`);
  }

  async dispose(frame: Frame): Promise<void> {
    try {
      if (this.#goal.holds(frame) || !(await isAsLanded(frame))) return;
      await this.#goal.take(frame, async (name) => await linkOrCopy(frame, name));
      await unlink(frame.path);
    } catch (error) {
      this.#troubles.tell(error as NodeJS.ErrnoException);
    }
  }
}

/** A second name for the same file; where the disk is another one or knows no such names, a copy. */
async function linkOrCopy(frame: Frame, name: string): Promise<void> {
  try {
    await link(frame.path, name);
  } catch (error) {
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyWhole(frame, name);
  }
}

const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  "EXDEV",
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EACCES",
]);
