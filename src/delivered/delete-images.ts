import { unlink } from "node:fs/promises";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { DeliveredImages } from "./delivered-images.ts";
import { isAsLanded } from "./is-as-landed.ts";
import { OncePerReason } from "./once-per-reason.ts";

/** Deletes images; one that was rewritten since its delivery stays, for its new content is not delivered. */
export class DeleteImages implements DeliveredImages {
  readonly #troubles: OncePerReason;

  constructor(emit: EventListener) {
    this.#troubles = new OncePerReason(emit, "delivered images cannot be deleted");
  }

  async dispose(frame: Frame): Promise<void> {
    try {
      if (await isAsLanded(frame)) await unlink(frame.path);
    } catch (error) {
      this.#troubles.tell(error as NodeJS.ErrnoException);
    }
  }
}
