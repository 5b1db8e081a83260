import type { Stats } from "node:fs";
import { link, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { EventListener } from "../core/events/run-event.ts";
import { QuickFileCalls } from "../core/files/quick-file-calls.ts";
import type { Frame } from "../core/frame/frame.ts";
import { retryOnShortage } from "../core/files/retry-on-shortage.ts";
import { isLinkUnsupported } from "../core/files/restore-file.ts";
import { isStillAt, landedStats } from "./landed-image.ts";
import { copyAtomically, ImageChanged } from "./copy-atomically.ts";
import type { DeliveredImages } from "./delivered-images.ts";
import { TargetFolder } from "./target-folder.ts";
import { WarnOncePerReason } from "./warn-once.ts";
import { OpenFolders } from "./open-folders.ts";
import { removeLanded } from "./remove-landed.ts";
import { isSameImage } from "./same-image.ts";

/**
 * Moves images into another folder. An image is removed from its place only after the target disk has
 * flushed it.
 */
export class MoveImages implements DeliveredImages {
  readonly #target: TargetFolder;
  readonly #folders = new OpenFolders();
  readonly #calls = new QuickFileCalls();
  readonly #warnings: WarnOncePerReason;

  /** @param folder absolute path, on any disk; created if missing. */
  constructor(folder: string, emit: EventListener) {
    this.#target = new TargetFolder(folder);
    this.#warnings = new WarnOncePerReason(emit, `delivered images cannot be moved to ${folder}`);
  }

  async afterDelivery(frame: Frame): Promise<void> {
    try {
      if (this.#target.contains(frame)) return;
      await retryOnShortage(async () => await this.#move(frame));
    } catch (error) {
      if (!(error instanceof ImageChanged))
        this.#warnings.warn(error as NodeJS.ErrnoException, frame.path);
    }
  }

  async #move(frame: Frame): Promise<void> {
    const place = dirname(frame.path);
    const put: { seen: Stats | null } = { seen: null };
    await this.#folders.use(place, async (folder) => {
      put.seen = await this.#put(frame, join(folder, basename(frame.path)));
    });
    const { seen } = put;
    if (seen === null) return;
    await this.#target.flushed(frame);
    await this.#folders.use(place, (folder) => removeLanded(frame, folder, this.#calls, seen));
  }

  /** @returns the image that was put into the target folder; `null` if there was none. */
  async #put(frame: Frame, from: string): Promise<Stats | null> {
    const seen = await landedStats(frame, from, this.#calls);
    if (seen === null) return null;
    await this.#target.put(frame, (to) => this.#putOnce(frame, seen, { from, to }));
    return seen;
  }

  /** A run that was killed before it could remove the image may have put it there already. */
  async #putOnce(frame: Frame, seen: Stats, paths: MovePaths): Promise<void> {
    try {
      await this.#linkOrCopy(frame, seen, paths);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EEXIST";
      if (!isTaken || !(await isSameImage(frame, paths.from, paths.to))) throw error;
    }
  }

  /** Makes a hard link, or a copy if the target is on another disk or does not support links. */
  async #linkOrCopy(frame: Frame, seen: Stats, { from, to }: MovePaths): Promise<void> {
    try {
      await link(from, to);
    } catch (error) {
      if (!isLinkUnsupported(error)) throw error;
      return await copyAtomically(frame, {
        from,
        partial: this.#target.partialPath(basename(to)),
        to,
      });
    }
    if (await isStillAt(seen, to, this.#calls)) return;
    await unlink(to);
    throw new ImageChanged();
  }
}

/** Paths of a move. */
interface MovePaths {
  readonly from: string;
  readonly to: string;
}
