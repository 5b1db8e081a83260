import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";

/** What becomes of an image once its failure is on record. */
export interface FailedImages {
  /** Resolves in any case; what went wrong is told as a warning. */
  setAside(frame: Frame, result: FrameResult): Promise<void>;
}

export const leaveImages: FailedImages = { setAside: async () => {} };
