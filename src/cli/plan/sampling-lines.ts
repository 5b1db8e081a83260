import { formatCount } from "../../core/text/format-count.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";
import type { SamplingPlan } from "../../slicer/slice-plan.ts";

/** Labelled lines of `--dry-run` that say how few frames of many are reached. */
export function samplingLines(plan: SamplingPlan): readonly (readonly [string, string])[] {
  const { listing, note } = plan;
  return [
    ["sampling", describeWay(plan)],
    ...(note === null ? [] : [["", note] as const]),
    ...(listing === null
      ? []
      : [["packets", `are listed first: ${listing.map(quoteForShell).join(" ")}`] as const]),
  ];
}

function describeWay({ way, frameCount, atOnce }: SamplingPlan): string {
  const frames = frameCount === null ? "the frames" : formatCount(frameCount, "frame");
  switch (way) {
    case "pass":
      return "one pass, which decodes every frame on the way";
    case "keyframes":
      return `${frames}, of which each is the first keyframe of its period`;
    case "seeks":
      return `${frames} by a seek each, ${atOnce} at a time: one ffmpeg each, like the first one here`;
  }
}
