import type { Frame } from "../core/frame/frame.ts";
import type { SelectionRule } from "../core/selection-rule.ts";
import type { LumaPicture } from "./luma-picture.ts";

/** A frame that is judged, and where it stands among the frames of its source. */
export interface JudgedFrame {
  readonly frame: Frame;
  /** Time on the clock of its source, in seconds: its place in a video, its arrival, or the time of its file. */
  readonly seconds: number;
  /** True if an earlier run has put its outcome on record, and with it all that was to be told of it. */
  readonly isOnRecord: boolean;
}

/** What a rule says of a frame. */
export type RuleVerdict =
  | {
      readonly kind: "send";
      /** Frames that are held are sent, too, from this time on. @default none of them */
      readonly heldSinceSeconds?: number | undefined;
    }
  | {
      readonly kind: "skip";
      /** Why it is left out, in words. */
      readonly reason: string;
    }
  | {
      readonly kind: "hold";
      /** It is left out unless a frame up to this time has it sent. */
      readonly untilSeconds: number;
      /** Why it is left out then, in words. */
      readonly reason: string;
    };

/**
 * Decides by small pictures which frames of one camera, video or folder are sent; one instance for each of them.
 *
 * Rules are asked in their order, and the first that does not send a frame decides. Only the last one may hold frames.
 */
export interface FrameRule {
  readonly name: SelectionRule;
  /** Called for each frame that the rules before it would send, in the order of the frames. */
  judge(picture: LumaPicture, judged: JudgedFrame): RuleVerdict;
  /** A frame that was judged will be sent. Called before the next one is judged, but for a frame that was held. */
  sent?(picture: LumaPicture): void;
  /** No frame follows. */
  end?(): void;
}
