import type { Frame } from "../core/frame.ts";

/** What becomes of an image once its delivery is on record. */
export interface DeliveredImages {
  /** Resolves in any case; what went wrong is told as a warning, for the frame is delivered. */
  afterDelivery(frame: Frame): Promise<void>;
}

export const keepImages: DeliveredImages = { afterDelivery: async () => {} };
