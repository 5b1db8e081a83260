import type { FrameSample, StepReport } from "./tune-report.ts";

/** A measured number, no more exact than it is worth: `3.14`, `31.4`, `314`; `-` for none. */
export function figure(value: number | null): string {
  if (value === null) return "-";
  if (value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

/** A share of a whole: `97 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Which frames are sent: `200 images of ./frames (131 kB on average)`. */
export function framesInWords({ kind, path, count, byteLength }: FrameSample): string {
  const mean = `(${Math.ceil(byteLength / Math.max(1, count) / 1000)} kB on average)`;
  switch (kind) {
    case "folder":
      return `${count} ${count === 1 ? "image" : "images"} of ${path} ${mean}`;
    case "video":
      return `the first ${count === 1 ? "frame" : `${count} frames`} of ${path} ${mean}`;
    case "demo":
      return `${count} test pictures of our own ${mean}`;
  }
}

/** A line for each way in which requests of a step failed. @param label its number in flight. */
export function failureLines(label: string, { failures }: StepReport): readonly string[] {
  return failures.map(
    ({ failure, count, example }) => `${label} in flight: ${count} × ${failure} (${example})`,
  );
}
