import { endingOf } from "./ending-words.ts";
import { type AdaptiveLoad, measureAuto, type MeasuredAuto } from "./measure-auto.ts";
import { measureSteps, type StepsParts, type StepsSignals } from "./measure-steps.ts";
import { recommend } from "./recommend.ts";
import type { Sample } from "./sample.ts";
import type { Allowance } from "./step-plan.ts";
import type { AutoReport, TuneBudget, TuneReport } from "./tune-report.ts";

export interface MeasuringParts extends StepsParts {
  /** A load that decides by itself how many requests it keeps in flight. */
  readonly adaptive: AdaptiveLoad;
  readonly onAutoEnd: (auto: AutoReport | null) => void;
}

/** When to break off. */
export interface MeasuringSignals extends StepsSignals {
  /** All the time is over. */
  readonly deadline: AbortSignal;
}

/** What of a report was measured. */
export type Measured = Pick<
  TuneReport,
  "requests" | "serviceResponded" | "steps" | "ending" | "recommended" | "auto"
>;

/** Tries fixed numbers in flight, ascending, and then the load that finds its own. */
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

/** The part of all the time that is for the fixed numbers, in seconds; the rest is kept for `auto`. */
export function stepsSeconds(seconds: number): number {
  return STEPS_SHARE * seconds;
}

/** What the fixed numbers may use together. */
function stepsPart({ seconds, requests }: TuneBudget): Allowance {
  return {
    timeMs: stepsSeconds(seconds) * 1000,
    requests: Math.ceil(STEPS_SHARE * requests),
  };
}

/** What `auto` may use of what is left; `null` if that is too little to see anything. */
function autoPart({ timeMs, requests }: Allowance): Allowance | null {
  if (requests < MIN_REQUESTS || timeMs <= 0) return null;
  return { timeMs: Math.min(MAX_AUTO_MS, timeMs * AUTO_SHARE_OF_REST), requests };
}

const STEPS_SHARE = 0.75;
/** So that it comes to rest before the time is over. */
const AUTO_SHARE_OF_REST = 0.9;
/** It settles within five seconds, and should be looked at for as long. */
const MAX_AUTO_MS = 15_000;
const MIN_REQUESTS = 50;
