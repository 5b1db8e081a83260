import { endingOf } from "./ending-reason.ts";
import { type AdaptiveLoad, measureAuto, type MeasuredAuto } from "./measure-auto.ts";
import { measureSteps, type StepsParts, type StepsSignals } from "./measure-steps.ts";
import { recommend } from "./recommend.ts";
import type { Sample } from "./sample.ts";
import type { Allowance } from "./step-plan.ts";
import type { AutoReport, TuneBudget, TuneReport } from "./tune-report.ts";

export interface MeasuringParts extends StepsParts {
  /** A load that determines the number of requests in flight by itself. */
  readonly adaptive: AdaptiveLoad;
  readonly onAutoEnd: (auto: AutoReport | null) => void;
}

/** Signals that end a measurement. */
export interface MeasuringSignals extends StepsSignals {
  /** Aborts when the total time is over. */
  readonly deadline: AbortSignal;
}

/** Measured part of a report. */
export type Measured = Pick<
  TuneReport,
  "requests" | "serviceResponded" | "steps" | "ending" | "recommended" | "auto"
>;

/** Measures fixed numbers of requests in flight, ascending, and then the adaptive load. */
export async function measureService(
  budget: TuneBudget,
  parts: MeasuringParts,
  signals: MeasuringSignals,
): Promise<Measured> {
  const { clock, onStepStart, onAutoEnd } = parts;
  let serviceResponded = false;
  const onSample = (sample: Sample): void => {
    serviceResponded ||= sample.outcome.kind === "accepted" || sample.outcome.isAnswered;
    parts.onSample(sample);
  };
  const endMs = clock.nowMs() + budget.seconds * 1000;
  const fixed = await measureSteps(
    budget.maxConcurrency,
    stepsPart(budget),
    { ...parts, onSample },
    signals,
  );
  const { steps, cause } = fixed;
  const ending = endingOf(cause, steps, budget);
  const recommended = recommend(steps, ending);
  const left = { timeMs: endMs - clock.nowMs(), requests: budget.requests - fixed.requests };
  const allowance = recommended === null || cause === "interrupted" ? null : autoPart(left);
  let adaptive: MeasuredAuto = { auto: null, requests: 0 };
  if (allowance !== null) {
    onStepStart("auto");
    const signal = AbortSignal.any([signals.interrupt, signals.deadline]);
    adaptive = await measureAuto(parts.adaptive, allowance, { ...parts, onSample }, signal);
    onAutoEnd(adaptive.auto);
  }
  const requests = fixed.requests + adaptive.requests;
  return {
    requests,
    serviceResponded,
    steps,
    ending,
    recommended,
    auto: adaptive.auto,
  };
}

/** Share of the total time for the fixed numbers, in seconds; the remainder is for `auto`. */
export function stepsSeconds(seconds: number): number {
  return STEPS_SHARE * seconds;
}

/** Budget of all fixed numbers together. */
function stepsPart({ seconds, requests }: TuneBudget): Allowance {
  return {
    timeMs: stepsSeconds(seconds) * 1000,
    requests: Math.ceil(STEPS_SHARE * requests),
  };
}

/** Budget of `auto`; `null` if too little is left for a measurement. */
function autoPart({ timeMs, requests }: Allowance): Allowance | null {
  if (requests < MIN_REQUESTS || timeMs <= 0) return null;
  return { timeMs: Math.min(MAX_AUTO_MS, timeMs * AUTO_SHARE_OF_REMAINDER), requests };
}

const STEPS_SHARE = 0.75;
/** Leaves time for the last requests. */
const AUTO_SHARE_OF_REMAINDER = 0.9;
/** It converges within five seconds, and is measured for as long. */
const MAX_AUTO_MS = 15_000;
const MIN_REQUESTS = 50;
