import { formatNumber } from "../core/figure.ts";
import { bestStep, soundSteps } from "./judge-steps.ts";
import type { TuneReport } from "./tune-report.ts";
import { percent } from "./words.ts";

/** Sentence about the result of `auto`; `null` if it was not measured. */
export function autoInWords({ auto, steps }: TuneReport): string | null {
  if (auto === null) return null;
  const best = bestStep(soundSteps(steps));
  const share =
    best === undefined
      ? ""
      : `, ${percent(auto.framesPerSecond / best.framesPerSecond)} of the most`;
  const rate = `${formatNumber(auto.framesPerSecond)} frames/s${share}`;
  return `--concurrency auto reached ${rate}, and settled on ${auto.inFlight} in flight.`;
}
