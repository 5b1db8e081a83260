import { formatNumber } from "../core/text/format-number.ts";
import type { StepReport, TuneReport } from "./tune-report.ts";

/** A step with its label in a table or a plot. */
export interface ShownStep {
  /** Label with the number in flight: `8`, or `auto (8)`. */
  readonly label: string;
  readonly step: StepReport;
}

/** All steps, with `auto` as the last one. */
export function shownSteps({ steps, auto }: TuneReport): readonly ShownStep[] {
  const fixed = steps.map((step) => ({ label: String(step.inFlight), step }));
  return auto === null ? fixed : [...fixed, { label: `auto (${auto.inFlight})`, step: auto }];
}

/** Titles of the columns; all contain numbers. */
export const STEP_COLUMNS: readonly string[] = [
  "in flight",
  "frames/s",
  "p50 ms",
  "p95 ms",
  "p99 ms",
  "requests",
  "errors",
];

/** Cells of a step, in the order of the columns. */
export function stepCells({ label, step }: ShownStep): readonly string[] {
  const { framesPerSecond, latencyMs, requests, failed } = step;
  const { p50, p95, p99 } = latencyMs;
  const figures = [framesPerSecond, p50, p95, p99].map(formatNumber);
  return [label, ...figures, String(requests), String(failed)];
}
