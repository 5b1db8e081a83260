import { stepFigures } from "./step-figures.ts";
import type { Allowance } from "./step-plan.ts";
import { type Load, type StepMeters, StepRun } from "./step-run.ts";
import type { AutoReport } from "./tune-report.ts";

/** A load that determines the number of requests in flight by itself. */
export interface AdaptiveLoad {
  readonly load: Load;
  /** Current limit of requests in flight. */
  readonly limit: number;
}

/** Measurement of an adaptive load, and its cost. */
export interface MeasuredAuto {
  readonly auto: AutoReport | null;
  readonly requests: number;
}

/** Measures an adaptive load, in the second half of its time, after it has converged. */
export async function measureAuto(
  adaptive: AdaptiveLoad,
  allowance: Allowance,
  meters: StepMeters,
  signal: AbortSignal,
): Promise<MeasuredAuto> {
  const run = new StepRun({ ...allowance, ...AUTO_STEP }, meters, signal);
  const step = stepFigures(await run.run(adaptive.load));
  const { framesPerSecond } = step;
  const isWhole = framesPerSecond !== null && !signal.aborted;
  const auto = isWhole ? { ...step, framesPerSecond, inFlight: adaptive.limit } : null;
  return { auto, requests: run.sent };
}

const AUTO_STEP = { inFlight: 1, warmUpShare: 0.5, stopsOnFailures: false } as const;
