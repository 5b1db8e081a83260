import { figure } from "../core/figure.ts";
import { counted } from "../core/counted.ts";
import { option } from "../core/spelling.ts";
import { bestStep, failedShare, type MeasuredStep, rateRange, soundSteps } from "./judge-steps.ts";
import type { Recommendation, StepReport, TuneEnding } from "./tune-report.ts";
import { percent } from "./words.ts";

/**
 * The lowest number in flight that brings nearly all that any brings, with the reasons in words; `null`
 * where no step could be measured without trouble. The highest of several rates that scatter is mostly
 * too high, so a doubt is in favor of the lower number: it costs little, and nobody queues.
 */
export function recommend(steps: readonly StepReport[], ending: TuneEnding): Recommendation | null {
  const sound = soundSteps(steps);
  const best = bestStep(sound);
  if (best === undefined) return null;
  const enough = NEARLY_ALL * rateRange(best).least;
  const chosen = sound.find((step) => rateRange(step).most >= enough) ?? best;
  const sentences = [
    whatItBrings(chosen, best),
    whyNotMore(chosen, sound.at(-1) ?? chosen, ending),
    ...failuresAt(chosen),
    ...ownLimit(sound),
    ...shortness(chosen),
  ];
  return { concurrency: chosen.inFlight, reason: sentences.join(". ") };
}

const NEARLY_ALL = 0.95;

function whatItBrings(chosen: MeasuredStep, best: MeasuredStep): string {
  const rate = `${figure(chosen.framesPerSecond)} frames/s`;
  const brings = counted(chosen.inFlight, "in flight brings", "in flight bring");
  if (chosen === best) return `${brings} the most, ${rate}`;
  const share = percent(chosen.framesPerSecond / best.framesPerSecond);
  const most = `${figure(best.framesPerSecond)} with ${best.inFlight}`;
  const doubt = percent(Math.hypot(chosen.rateError, best.rateError));
  return `${brings} ${rate}, ${share} of the most that was seen (${most}), give or take ${doubt}`;
}

function whyNotMore(
  chosen: MeasuredStep,
  last: MeasuredStep,
  { cause, reason }: TuneEnding,
): string {
  if (chosen === last || cause === "errors") return reason;
  const [slow, fast] = [figure(last.latencyMs.p50), figure(chosen.latencyMs.p50)];
  const waits = `More only wait: with ${last.inFlight} in flight, the median latency is ${slow} ms instead of ${fast} ms`;
  return cause === "knee" || cause === "maxConcurrency" ? waits : `${waits}. ${reason}`;
}

function failuresAt(chosen: MeasuredStep): readonly string[] {
  const [most] = chosen.failures;
  if (most === undefined) return [];
  const share = percent(failedShare(chosen));
  return [`Even so, ${share} of its requests failed: ${most.failure}`];
}

/** What this program could not do faster says nothing about the service. */
function ownLimit(sound: readonly MeasuredStep[]): readonly string[] {
  const busy = sound.find(({ cpuShare }) => cpuShare > BUSY_SHARE);
  if (busy === undefined) return [];
  const share = percent(busy.cpuShare);
  return [
    `frameferry itself was busy, with ${share} of a core at ${busy.inFlight} in flight: from there on it may be the limit, not the service`,
  ];
}

const BUSY_SHARE = 0.9;

/** A fast service uses up its requests in no time. */
function shortness({ seconds }: MeasuredStep): readonly string[] {
  if (seconds >= MIN_SECONDS) return [];
  return [
    `This was measured for ${figure(seconds)} s only: a higher ${option("maxRequests")} or ${option("maxSeconds")} makes it more certain`,
  ];
}

const MIN_SECONDS = 0.5;
