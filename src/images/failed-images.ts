import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";

/** What becomes of an image once its failure is on record. */
export interface FailedImages {
  /** Whether it promises anything, which a later run must make good if this one is killed. */
  readonly promises: boolean;
  /**
   * Resolves in any case; what went wrong is told as a warning.
   *
   * @returns whether nothing is left to be done: what was promised outlasts a power cut, or the image has
   *   changed or gone.
   */
  afterFailure(frame: Frame, result: FrameResult): Promise<boolean>;
}

export const leaveImages: FailedImages = { promises: false, afterFailure: async () => true };
