import { formatDuration } from "../../core/text/format-duration.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { MotionOptions } from "../../options/motion-options.ts";
import type { RegionOptions } from "../../options/region-options.ts";
import type { RunOptions } from "../../options/run-options.ts";

/** A rule that leaves out frames or changes them, in words. */
export interface FrameRule {
  readonly rule: string;
  readonly words: string;
}

/** Of folders and lists, there are no scenes. */
type SimilarRuleOptions = Pick<RunOptions, "skipSimilar" | "atLeastEveryMs"> &
  RegionOptions &
  Partial<Pick<RunOptions, "scene">>;

/**
 * Of scenes, then of similar frames; a period is a part of both.
 *
 * @param isByImages true if similar frames of a video or camera are left out when their images have landed.
 */
export function similarRules(
  options: SimilarRuleOptions,
  isByImages = false,
): readonly FrameRule[] {
  const { scene = null, skipSimilar, atLeastEveryMs } = options;
  const beat =
    atLeastEveryMs === null
      ? ""
      : `, and the first of each ${formatDuration(atLeastEveryMs / 1000)}`;
  const place = [...placeOf(options), ...(isByImages ? ["by their images"] : [])].join(", ");
  return [
    ...(scene === null
      ? []
      : [
          { rule: "scene", words: `the first, and those with a scene score above ${scene}${beat}` },
        ]),
    ...(skipSimilar === null
      ? []
      : [
          {
            rule: "similar",
            words: `those in which ${percent(skipSimilar)}% of ${place} has changed${beat}`,
          },
        ]),
  ];
}

/** Of motions. */
export function motionRules(options: MotionOptions): readonly FrameRule[] {
  const { motion, preMs, postMs } = options;
  if (motion === null) return [];
  const [place, ...others] = placeOf(options);
  const words = [
    `frames in which ${percent(motion)}% of ${place} moves`,
    ...others,
    ...(preMs === 0 ? [] : [`from ${preMs / 1000} s before`]),
    ...(postMs === 0 ? [] : [`to ${postMs / 1000} s after`]),
  ];
  return [{ rule: "motion", words: words.join(", ") }];
}

/** Where a change counts. */
function placeOf({ regions, ignoreRegions }: RegionOptions): readonly string[] {
  return [
    regions.length === 0 ? "the picture" : formatCount(regions.length, "region"),
    ...(ignoreRegions.length === 0
      ? []
      : [`but for ${formatCount(ignoreRegions.length, "region")}`]),
  ];
}

function percent(share: number): number {
  return Number((share * 100).toFixed(3));
}
