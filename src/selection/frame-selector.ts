import type { Frame } from "../core/frame/frame.ts";
import type { SelectionRule } from "../core/selection-rule.ts";

/** What becomes of a frame. */
export type FrameDecision =
  | { readonly kind: "send" }
  | { readonly kind: "skip"; readonly rule: SelectionRule; readonly reason: string };

/** A frame that has landed, and is to be decided on. */
export interface Candidate {
  readonly frame: Frame;
  /**
   * `new`: it is sent or left out. `settled`: its outcome stands, and it is only looked at. `unusable`: it must
   * not be sent, and nobody looks at it.
   */
  readonly kind: "new" | "settled" | "unusable";
  /** True if an earlier run has put an outcome of it on record, whatever it is now. */
  readonly isOnRecord: boolean;
  /** Acts on the decision; for a frame that is not new, the decision is always to send. */
  readonly settle: (decision: FrameDecision) => Promise<void>;
}

/** Stage between landing and the queue: decides which frames of one source are sent, in their order. */
export interface FrameSelector {
  /** Takes a frame. Resolves when the next one may follow, or once it has been stopped. */
  add(candidate: Candidate): Promise<void>;
  /**
   * Decides on all frames that it has, and from then on on each frame as it comes.
   *
   * @returns the frames that have not been decided on, because it was stopped.
   * @throws the error of a `settle`.
   */
  end(): Promise<readonly Candidate[]>;
  /** Decides on no further frame. */
  stop(): void;
  /** Called once if acting on a decision fails. @default nothing: `end` throws the error */
  onFailure?: (error: unknown) => void;
}
