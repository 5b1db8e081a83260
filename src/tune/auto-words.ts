import { figure } from "../core/figure.ts";
import { option } from "../core/spelling.ts";
import { bestStep, soundSteps } from "./judge-steps.ts";
import type { TuneReport } from "./tune-report.ts";
import { percent } from "./words.ts";

/** What `auto` reached, in a sentence; `null` where nobody saw. */
export function autoInWords({ auto, steps }: TuneReport): string | null {
  if (auto === null) return null;
  const best = bestStep(soundSteps(steps));
  const share =
    best === undefined
      ? ""
      : `, ${percent(auto.framesPerSecond / best.framesPerSecond)} of the most`;
  const rate = `${figure(auto.framesPerSecond)} frames/s${share}`;
  return `${option("concurrency", "auto")} reached ${rate}, with ${auto.inFlight} in flight.`;
}
