import { dirname } from "node:path";
import type { EventListener } from "../core/events/run-event.ts";
import { QuickFileCalls } from "../core/files/quick-file-calls.ts";
import type { Frame } from "../core/frame/frame.ts";
import { landedStats } from "./landed-image.ts";
import type { DeliveredImages } from "./delivered-images.ts";
import { WarnOncePerReason } from "./warn-once.ts";
import { OpenFolders } from "./open-folders.ts";
import { removeLanded } from "./remove-landed.ts";

/**
 * Deletes images; one that was rewritten or replaced since its delivery stays, since its new content is not
 * delivered.
 */
export class DeleteImages implements DeliveredImages {
  readonly #folders = new OpenFolders();
  readonly #calls = new QuickFileCalls();
  readonly #warnings: WarnOncePerReason;

  constructor(emit: EventListener) {
    this.#warnings = new WarnOncePerReason(emit, WARNING);
  }

  async afterDelivery(frame: Frame): Promise<void> {
    try {
      await this.#folders.use(dirname(frame.path), (folder) =>
        removeLanded(frame, folder, this.#calls),
      );
    } catch (error) {
      this.#warnings.warn(error as NodeJS.ErrnoException, frame.path);
    }
  }
}

/**
 * Deletes the images of a spool. Only our own ffmpeg writes there, and it writes each name once, so that a
 * check of the path is enough.
 */
export class DeleteSpooledImages implements DeliveredImages {
  readonly #calls = new QuickFileCalls();
  readonly #warnings: WarnOncePerReason;

  constructor(emit: EventListener) {
    this.#warnings = new WarnOncePerReason(emit, WARNING);
  }

  async afterDelivery(frame: Frame): Promise<void> {
    try {
      const stats = await landedStats(frame, frame.path, this.#calls);
      if (stats !== null) await this.#calls.unlink(frame.path);
    } catch (error) {
      this.#warnings.warn(error as NodeJS.ErrnoException, frame.path);
    }
  }
}

const WARNING = "delivered images cannot be deleted";
