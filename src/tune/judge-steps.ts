import type { StepReport } from "./tune-report.ts";

/** A step with a measured rate. */
export type MeasuredStep = StepReport & { readonly framesPerSecond: number };

/** Reason not to continue with more requests in flight; `null` to continue. */
export function stopReason(steps: readonly StepReport[]): "knee" | "errors" | null {
  const last = steps.at(-1);
  if (last === undefined) return null;
  if (hasTooManyFailures(last, steps)) return "errors";
  return isPastKnee(soundSteps(steps)) ? "knee" : null;
}

/** Steps that may be recommended, ascending. */
export function soundSteps(steps: readonly StepReport[]): readonly MeasuredStep[] {
  return steps.filter(isMeasured).filter((step) => !hasTooManyFailures(step, steps));
}

/** The sound step with the highest rate; the lowest of equal ones. */
export function bestStep(steps: readonly MeasuredStep[]): MeasuredStep | undefined {
  return steps.reduce<MeasuredStep | undefined>(
    (best, step) =>
      best === undefined || step.framesPerSecond > best.framesPerSecond ? step : best,
    undefined,
  );
}

/** Bounds of a step's rate, from its standard error. */
export function rateRange({ framesPerSecond, rateError }: MeasuredStep): {
  readonly min: number;
  readonly max: number;
} {
  const error = Math.min(rateError, MAX_RATE_ERROR);
  return { min: framesPerSecond * (1 - error), max: framesPerSecond * (1 + error) };
}

/** Share of failed requests in a step, 0 to 1. */
export function failedShare({ failed, requests }: StepReport): number {
  return requests === 0 ? 0 : failed / requests;
}

/**
 * True if the load made requests fail: clearly more of them than in the first step, which shows the basic
 * failure rate of the service. The first step itself only counts if most requests fail.
 */
function hasTooManyFailures(step: StepReport, steps: readonly StepReport[]): boolean {
  const share = failedShare(step);
  if (step === steps[0]) return share > HOPELESS_SHARE;
  const basicShare = steps[0] === undefined ? 0 : failedShare(steps[0]);
  return step.failed >= MIN_FAILURES && share > basicShare + TOLERATED_SHARE;
}

/**
 * True if both of the last two steps were hardly faster than the best one before: by Little's law (in
 * flight = rate x latency) additional requests only wait. One step is not enough: some servers use their
 * second process only when many connections are open.
 */
function isPastKnee(steps: readonly MeasuredStep[]): boolean {
  const before = bestStep(steps.slice(0, -STEPS_TO_BE_SURE));
  const last = bestStep(steps.slice(-STEPS_TO_BE_SURE));
  if (before === undefined || last === undefined) return false;
  return rateRange(last).min < (1 + MIN_GAIN) * rateRange(before).max;
}

function isMeasured(step: StepReport): step is MeasuredStep {
  return step.framesPerSecond !== null && step.framesPerSecond > 0;
}

/** Minimum gain of the rate when the requests in flight are doubled. */
const MIN_GAIN = 0.05;
const STEPS_TO_BE_SURE = 2;
/** Maximum error taken into account: a larger scatter must not excuse every difference. */
const MAX_RATE_ERROR = 0.05;
const TOLERATED_SHARE = 0.05;
const HOPELESS_SHARE = 0.5;
const MIN_FAILURES = 3;
