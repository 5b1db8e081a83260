import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { MotionOptions } from "../../options/motion-options.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { checkLandedRules } from "./check-landed-rules.ts";
import { sampled } from "./sampling.ts";

/** Options that choose frames of a video or camera. */
type RuleOptions = MotionOptions &
  Pick<
    RunOptions,
    "fps" | "every" | "keyframes" | "scene" | "skipSimilar" | "atLeastEveryMs" | "nearestKeyframe"
  >;

/** @throws FrameferryError `ERR_OPTION` for rules of a video or camera that do not fit. */
export function checkFrameRules(options: RuleOptions): void {
  sampled(options);
  checkRules(options);
  checkLandedRules(options);
}

function checkRules({ scene, skipSimilar, atLeastEveryMs, nearestKeyframe }: RuleOptions): void {
  if (nearestKeyframe && (scene !== null || skipSimilar !== null))
    throw unfit(
      `${option("nearestKeyframe", true)} jumps over the frames that ${option(scene === null ? "skipSimilar" : "scene")} compares`,
      `leave ${option("nearestKeyframe", true)} out, or take ${option("keyframes", true)} in its place`,
    );
  if (atLeastEveryMs !== null && scene === null && skipSimilar === null)
    throw unfit(
      `${option("atLeastEveryMs")} has no meaning where no rule leaves frames out`,
      `add ${option("skipSimilar", "2%")}, or leave ${option("atLeastEveryMs")} out`,
    );
}

function unfit(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
