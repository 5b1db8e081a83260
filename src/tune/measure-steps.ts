import { bestStep, soundSteps, whyStop } from "./judge-steps.ts";
import type { Shooter } from "./shot.ts";
import { stepFigures } from "./step-figures.ts";
import { allowanceOf, inFlightSteps } from "./step-plan.ts";
import { fixedLoad, ROUNDS_TO_SEE, type StepMeters, StepRun } from "./step-run.ts";
import type { StepReport, TuneBudget, TuneEnding } from "./tune-report.ts";

/** What is told while it goes on. */
export interface StepListener {
  readonly onStepStart: (inFlight: number) => void;
  readonly onStepEnd: (step: StepReport) => void;
}

export interface MeasuringParts extends StepMeters, StepListener {
  /** Sends frames, as many at once as it is asked to. */
  readonly shooter: Shooter;
}

/** When to break off. */
export interface MeasuringSignals {
  /** Somebody wants it to stop. */
  readonly interrupt: AbortSignal;
  /** The time of the budget is over. */
  readonly deadline: AbortSignal;
}

/** What was measured, and why no more. */
export interface Measured {
  readonly steps: readonly StepReport[];
  readonly requests: number;
  /** Whether the service answered at least once. */
  readonly answered: boolean;
  readonly ending: TuneEnding;
}

/** Raises the number in flight step by step, as far as it is of use and the budget reaches. */
export async function measureSteps(
  budget: TuneBudget,
  parts: MeasuringParts,
  { interrupt, deadline }: MeasuringSignals,
): Promise<Measured> {
  const { clock, shooter, onStepStart, onStepEnd } = parts;
  const signal = AbortSignal.any([interrupt, deadline]);
  const endMs = clock.nowMs() + budget.seconds * 1000;
  const plan = inFlightSteps(budget.maxConcurrency);
  const steps: StepReport[] = [];
  let [requests, answered] = [0, false];
  const onShot: StepMeters["onShot"] = (shot) => {
    answered ||= shot.outcome.kind === "accepted" || shot.outcome.isAnswered;
    parts.onShot(shot);
  };
  const end = (cause: TuneEnding["cause"]): Measured => ({
    steps,
    requests,
    answered,
    ending: { cause, reason: inWords(cause, steps, budget) },
  });
  for (const [at, inFlight] of plan.entries()) {
    const left = { timeMs: endMs - clock.nowMs(), requests: budget.requests - requests };
    const allowance = allowanceOf(plan.slice(at), left);
    if (allowance === null) return end("requests");
    onStepStart(inFlight);
    const run = new StepRun({ inFlight, ...allowance }, { ...parts, onShot }, signal);
    const step = stepFigures(await run.run(fixedLoad(inFlight, shooter)));
    requests += run.sent;
    if (isWorthTelling(step, signal)) {
      steps.push(step);
      onStepEnd(step);
    }
    if (interrupt.aborted) return end("interrupted");
    const stop = whyStop(steps);
    if (stop !== null) return end(stop);
    if (deadline.aborted && steps.at(-1)?.inFlight !== plan.at(-1)) return end("seconds");
  }
  return end("maxConcurrency");
}

/** A step that was broken off may have seen too little. */
function isWorthTelling(step: StepReport, signal: AbortSignal): boolean {
  if (!signal.aborted || step.failed > 0) return true;
  return step.framesPerSecond !== null && step.requests >= ROUNDS_TO_SEE * step.inFlight;
}

function inWords(
  cause: TuneEnding["cause"],
  steps: readonly StepReport[],
  { seconds, requests, maxConcurrency }: TuneBudget,
): string {
  const soFar = "before it was certain that more in flight bring no more";
  switch (cause) {
    case "knee":
      return "More in flight bring no more";
    case "errors":
      return troubleInWords(steps.at(-1));
    case "maxConcurrency": {
      const isLastBest = bestStep(soundSteps(steps)) === steps.at(-1);
      const limit = `--max-concurrency ${maxConcurrency} allows no more`;
      return isLastBest ? `${limit}, and it may bring more` : limit;
    }
    case "seconds":
      return `The time of --seconds ${seconds} was over ${soFar}`;
    case "requests":
      return `The requests of --requests ${requests} were used up ${soFar}`;
    case "interrupted":
      return `It was interrupted ${soFar}`;
  }
}

function troubleInWords(step: StepReport | undefined): string {
  const [most] = step?.failures ?? [];
  if (step === undefined || most === undefined) return "Requests failed";
  const { failed, requests, inFlight } = step;
  return `With ${inFlight} in flight, ${failed} of ${requests} requests failed: ${most.example}`;
}
