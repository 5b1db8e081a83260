import type { Classification } from "../../core/frame/predictions.ts";
import { labelText } from "../../core/text/label-text.ts";

/** A label in one line, and the confidence in percent if it is a share of 1. */
export function describeFinding({ label, confidence }: Classification): string {
  const name = labelText(label);
  if (confidence === null || !Number.isFinite(confidence)) return name;
  if (confidence >= 0 && confidence <= 1) return `${name} ${Math.round(confidence * 100)}%`;
  return `${name} ${Number(confidence.toPrecision(3))}`;
}
