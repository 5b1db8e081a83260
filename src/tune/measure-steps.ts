import { stopReason } from "./judge-steps.ts";
import type { LoadClient } from "./sample.ts";
import { stepFigures } from "./step-figures.ts";
import { type Allowance, allowanceOf, inFlightSteps } from "./step-plan.ts";
import { fixedLoad, ROUNDS_TO_SEE, type StepMeters, StepRun } from "./step-run.ts";
import type { StepReport, TuneEnding } from "./tune-report.ts";

export interface StepsParts extends StepMeters {
  /** Sends frames, as many at once as requested. */
  readonly client: LoadClient;
  /** Called when a step begins. */
  readonly onStepStart: (inFlight: number | "auto") => void;
  readonly onStepEnd: (step: StepReport) => void;
}

/** Signals that end the steps. */
export interface StepsSignals {
  /** Aborts on an interrupt. */
  readonly interrupt: AbortSignal;
  /** Aborts when the time for the steps is over. */
  readonly stepsDeadline: AbortSignal;
}

/** Measured steps, and the cause of their end. */
export interface MeasuredSteps {
  readonly steps: readonly StepReport[];
  readonly cause: TuneEnding["cause"];
  /** Number of requests sent. */
  readonly requests: number;
}

/**
 * Raises the number of requests in flight step by step, until it brings nothing more or the budget is used
 * up.
 *
 * @param maxConcurrency the last step.
 */
export async function measureSteps(
  maxConcurrency: number,
  whole: Allowance,
  parts: StepsParts,
  { interrupt, stepsDeadline }: StepsSignals,
): Promise<MeasuredSteps> {
  const { clock, client, onStepStart, onStepEnd } = parts;
  const signal = AbortSignal.any([interrupt, stepsDeadline]);
  const endMs = clock.nowMs() + whole.timeMs;
  const plan = inFlightSteps(maxConcurrency);
  const steps: StepReport[] = [];
  let requests = 0;
  const end = (cause: TuneEnding["cause"]): MeasuredSteps => ({ steps, cause, requests });
  for (const [at, inFlight] of plan.entries()) {
    const left = { timeMs: endMs - clock.nowMs(), requests: whole.requests - requests };
    if (left.timeMs <= 0 || stepsDeadline.aborted) return end("seconds");
    const allowance = allowanceOf(plan.slice(at), left);
    if (allowance === null) return end("requests");
    onStepStart(inFlight);
    const run = new StepRun({ inFlight, ...allowance, ...FIXED_STEP }, parts, signal);
    const step = stepFigures(await run.run(fixedLoad(inFlight, client)));
    requests += run.sent;
    if (isSignificant(step, signal)) {
      steps.push(step);
      onStepEnd(step);
    }
    if (interrupt.aborted) return end("interrupted");
    const stop = stopReason(steps);
    if (stop !== null) return end(stop);
  }
  return end(steps.length < plan.length ? "seconds" : "maxConcurrency");
}

const FIXED_STEP = { warmUpShare: 0.2, stopsOnFailures: true } as const;

/** True if a step has enough samples; an interrupted one may not. */
function isSignificant(step: StepReport, signal: AbortSignal): boolean {
  if (!signal.aborted || step.failed > 0) return true;
  return step.framesPerSecond !== null && step.requests >= ROUNDS_TO_SEE * step.inFlight;
}
