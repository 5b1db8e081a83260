import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";

/** Handling of an image after its failure is on record. */
export interface FailedImages {
  /** True if an action is required, which a later run must make up for if this one is killed. */
  readonly makesCopies: boolean;
  /**
   * Never rejects; errors are emitted as warnings.
   *
   * @returns true if nothing remains to be done: the result of the action survives a power failure, or the
   * image was changed or removed.
   */
  afterFailure(frame: Frame, result: FrameResult): Promise<boolean>;
}

export const leaveImages: FailedImages = { makesCopies: false, afterFailure: async () => true };
