import type { StepReport } from "./tune-report.ts";

/** A step whose rate could be measured. */
export type MeasuredStep = StepReport & { readonly framesPerSecond: number };

/** Why there is no use in going on to more in flight; `null` where there may be. */
export function whyStop(steps: readonly StepReport[]): "knee" | "errors" | null {
  const last = steps.at(-1);
  if (last === undefined) return null;
  if (isTroubled(last, steps)) return "errors";
  return isPastKnee(soundSteps(steps)) ? "knee" : null;
}

/** The steps that may be recommended, ascending. */
export function soundSteps(steps: readonly StepReport[]): readonly MeasuredStep[] {
  return steps.filter(isMeasured).filter((step) => !isTroubled(step, steps));
}

/** The sound step with the highest rate; the lowest of equal ones. */
export function bestStep(steps: readonly MeasuredStep[]): MeasuredStep | undefined {
  return steps.reduce<MeasuredStep | undefined>(
    (best, step) =>
      best === undefined || step.framesPerSecond > best.framesPerSecond ? step : best,
    undefined,
  );
}

/** The rate that a step has at least, and at most, as far as the scatter tells. */
export function rateRange({ framesPerSecond, rateError }: MeasuredStep): {
  readonly least: number;
  readonly most: number;
} {
  const doubt = Math.min(rateError, MAX_DOUBT);
  return { least: framesPerSecond * (1 - doubt), most: framesPerSecond * (1 + doubt) };
}

/** Share of the requests of a step that failed, 0 to 1. */
export function failedShare({ failed, requests }: StepReport): number {
  return requests === 0 ? 0 : failed / requests;
}

/**
 * Whether the load made requests fail: clearly more of them than with the fewest in flight, where a
 * service that is merely flaky shows how flaky it is. That first step fails only as a whole.
 */
function isTroubled(step: StepReport, steps: readonly StepReport[]): boolean {
  const share = failedShare(step);
  if (step === steps[0]) return share > HOPELESS_SHARE;
  const usual = steps[0] === undefined ? 0 : failedShare(steps[0]);
  return step.failed >= MIN_FAILURES && share > usual + TOLERATED_SHARE;
}

/**
 * Whether each of the last two steps brought hardly more than what was reached before: by Little's law
 * (in flight = rate x latency) what is sent beyond that waits. One step may not tell: some servers put
 * their second process to work only when many connections are open.
 */
function isPastKnee(steps: readonly MeasuredStep[]): boolean {
  const before = bestStep(steps.slice(0, -STEPS_TO_BE_SURE));
  const last = bestStep(steps.slice(-STEPS_TO_BE_SURE));
  if (before === undefined || last === undefined) return false;
  return rateRange(last).least < (1 + MIN_GAIN) * rateRange(before).most;
}

function isMeasured(step: StepReport): step is MeasuredStep {
  return step.framesPerSecond !== null && step.framesPerSecond > 0;
}

/** Growth of the rate, from a doubling of what is in flight, that is worth it. */
const MIN_GAIN = 0.05;
const STEPS_TO_BE_SURE = 2;
/** A measurement that scatters more shows too little to excuse everything by it. */
const MAX_DOUBT = 0.05;
const TOLERATED_SHARE = 0.05;
const HOPELESS_SHARE = 0.5;
const MIN_FAILURES = 3;
