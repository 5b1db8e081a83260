import type { Frame } from "../core/frame/frame.ts";

/** Handling of an image after its delivery is on record. */
export interface DeliveredImages {
  /** Never rejects; errors are emitted as warnings, since the frame is delivered. */
  afterDelivery(frame: Frame): Promise<void>;
}

export const keepImages: DeliveredImages = { afterDelivery: async () => {} };
