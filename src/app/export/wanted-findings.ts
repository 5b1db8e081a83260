import type { Finding } from "../../core/frame/predictions.ts";
import type { ExportOptions } from "../../options/export-options.ts";

/** True for a finding that has one of the labels, and enough confidence. */
export function isWanted(
  { label, confidence }: Finding,
  { labels, minConfidence }: Pick<ExportOptions, "labels" | "minConfidence">,
): boolean {
  if (labels.length > 0 && !labels.includes(label)) return false;
  return minConfidence === null || (confidence !== null && confidence >= minConfidence);
}
