import { formatNumber } from "../core/text/format-number.ts";
import { option } from "../core/option-spelling.ts";
import { bestStep, soundSteps } from "./judge-steps.ts";
import type { TuneReport } from "./tune-report.ts";
import { formatPercent } from "./describe-report.ts";

/** Sentence about the result of `auto`; `null` if it was not measured. */
export function describeAuto({ auto, steps }: TuneReport): string | null {
  if (auto === null) return null;
  const best = bestStep(soundSteps(steps));
  const share =
    best === undefined
      ? ""
      : `, ${formatPercent(auto.framesPerSecond / best.framesPerSecond)} of the most`;
  const rate = `${formatNumber(auto.framesPerSecond)} frames/s${share}`;
  return `${option("concurrency", "auto")} reached ${rate}, with ${auto.inFlight} in flight.`;
}
