import { formatCount } from "../core/text/format-count.ts";
import { option } from "../core/option-spelling.ts";
import { bestStep, soundSteps } from "./judge-steps.ts";
import type { StepReport, TuneBudget, TuneEnding } from "./tune-report.ts";

/** Reason why there are no more steps. */
export function endingOf(
  cause: TuneEnding["cause"],
  steps: readonly StepReport[],
  budget: TuneBudget,
): TuneEnding {
  return { cause, reason: endingReason(cause, steps, budget) };
}

function endingReason(
  cause: TuneEnding["cause"],
  steps: readonly StepReport[],
  { seconds, requests, maxConcurrency }: TuneBudget,
): string {
  const soFar = "before it was certain that more in flight bring no more";
  switch (cause) {
    case "knee":
      return "More in flight bring no more";
    case "errors":
      return describeFailures(steps.at(-1));
    case "maxConcurrency": {
      const isLastBest = bestStep(soundSteps(steps)) === steps.at(-1);
      const limit = `${option("maxConcurrency", maxConcurrency)} allows no more`;
      return isLastBest ? `${limit}, and it may bring more` : limit;
    }
    case "seconds":
      return `The time of ${option("maxSeconds", seconds)} was over ${soFar}`;
    case "requests":
      return `The requests of ${option("maxRequests", requests)} were used up ${soFar}`;
    case "interrupted":
      return `It was interrupted ${soFar}`;
  }
}

function describeFailures(step: StepReport | undefined): string {
  const [most] = step?.failures ?? [];
  if (step === undefined || most === undefined) return "Requests failed";
  const { failed, requests, inFlight } = step;
  return `With ${inFlight} in flight, ${failed} of ${formatCount(requests, "request")} failed: ${most.example}`;
}
