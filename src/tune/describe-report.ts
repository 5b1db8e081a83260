import { formatCount } from "../core/text/format-count.ts";
import type { FrameSample, StepReport } from "./tune-report.ts";

/** A share as a percentage: `97 %`. */
export function formatPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Description of the frames: `200 images of ./frames (131 kB on average)`. */
export function describeFrames({ kind, path, count, byteLength }: FrameSample): string {
  const mean = `(${Math.ceil(byteLength / Math.max(1, count) / 1000)} kB on average)`;
  switch (kind) {
    case "folder":
      return `${formatCount(count, "image")} of ${path} ${mean}`;
    case "video":
      return `the first ${count === 1 ? "frame" : formatCount(count, "frame")} of ${path} ${mean}`;
    case "demo":
      return `${formatCount(count, "test picture")} of our own ${mean}`;
  }
}

/** One line per class of failures in a step. @param label its number in flight. */
export function failureLines(label: string, { failures }: StepReport): readonly string[] {
  return failures.map(
    ({ failure, count, example }) => `${label} in flight: ${count} × ${failure} (${example})`,
  );
}
