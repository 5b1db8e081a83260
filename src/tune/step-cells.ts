import type { StepReport } from "./tune-report.ts";
import { figure } from "./words.ts";

/** Titles of the columns in which steps are shown; all hold numbers. */
export const STEP_COLUMNS: readonly string[] = [
  "in flight",
  "frames/s",
  "p50 ms",
  "p95 ms",
  "p99 ms",
  "requests",
  "errors",
];

/** A step, in these columns. */
export function stepCells(step: StepReport): readonly string[] {
  const { inFlight, framesPerSecond, latencyMs, requests, failed } = step;
  const { p50, p95, p99 } = latencyMs;
  const figures = [framesPerSecond, p50, p95, p99].map(figure);
  return [String(inFlight), ...figures, String(requests), String(failed)];
}
