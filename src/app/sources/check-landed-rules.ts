import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { FolderOptions } from "../../options/folder-options.ts";
import type { MotionOptions } from "../../options/motion-options.ts";
import type { SimilarOptions } from "../../options/similar-options.ts";

/** Options that choose among the images of folders and lists by what they show. */
export type FileRuleOptions = SimilarOptions & MotionOptions & Pick<FolderOptions, "order">;

/** @throws FrameferryError `ERR_OPTION` for options that mean nothing without `motion`, or without a rule that has regions. */
export function checkLandedRules(options: SimilarOptions & MotionOptions): void {
  if (options.motion !== null) return;
  const period = periodGiven(options);
  if (period !== undefined) throw meaningless(period, option("motion"), option("motion", "0.5%"));
  const region = regionGiven(options);
  if (region === undefined || options.skipSimilar !== null) return;
  const rules = `${option("motion")} or ${option("skipSimilar")}`;
  throw meaningless(region, rules, option("motion", "0.5%"));
}

/**
 * Looks at the rules of folders and lists.
 *
 * @throws FrameferryError `ERR_OPTION` for options that mean nothing without a rule, or turn time around.
 */
export function checkFileRules(options: FileRuleOptions): void {
  const { skipSimilar, atLeastEveryMs } = options;
  if (skipSimilar === null && atLeastEveryMs !== null)
    throw meaningless("atLeastEveryMs", option("skipSimilar"), option("skipSimilar", "2%"));
  refuseNewestFirst(options);
  checkLandedRules(options);
}

function refuseNewestFirst({ motion, skipSimilar, order }: FileRuleOptions): void {
  if (order !== "newest" || (motion === null && skipSimilar === null)) return;
  const rule = option(motion === null ? "skipSimilar" : "motion");
  throw unfit(
    `${option("order", order)} contradicts ${rule}, which compares each frame with the ones before`,
    `leave ${option("order")} out, or choose ${option("order", "name")}`,
  );
}

function periodGiven({ preMs, postMs }: MotionOptions): "preMs" | "postMs" | undefined {
  if (preMs > 0) return "preMs";
  return postMs > 0 ? "postMs" : undefined;
}

function regionGiven(options: MotionOptions): "regions" | "ignoreRegions" | undefined {
  if (options.regions.length > 0) return "regions";
  return options.ignoreRegions.length > 0 ? "ignoreRegions" : undefined;
}

function meaningless(
  key: Parameters<typeof option>[0],
  rules: string,
  example: string,
): FrameferryError {
  return unfit(
    `${option(key)} has a meaning only beside ${rules}`,
    `add ${example}, or leave it out`,
  );
}

function unfit(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
