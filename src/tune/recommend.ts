import { formatNumber } from "../core/text/format-number.ts";
import { formatCount } from "../core/text/format-count.ts";
import { option } from "../core/option-spelling.ts";
import { bestStep, failedShare, type MeasuredStep, rateRange, soundSteps } from "./judge-steps.ts";
import type { Recommendation, StepReport, TuneEnding } from "./tune-report.ts";
import { formatPercent } from "./describe-report.ts";

/**
 * Recommends the lowest number of requests in flight that reaches nearly the highest rate, with the
 * reasons; `null` if no step could be measured without failures. The highest of several scattering rates is
 * usually too high, so the lower number gets the benefit of the doubt: it costs little, and no request
 * waits.
 */
export function recommend(steps: readonly StepReport[], ending: TuneEnding): Recommendation | null {
  const sound = soundSteps(steps);
  const best = bestStep(sound);
  if (best === undefined) return null;
  const enough = NEARLY_ALL * rateRange(best).min;
  const chosen = sound.find((step) => rateRange(step).max >= enough) ?? best;
  const sentences = [
    rateSentence(chosen, best),
    limitSentence(chosen, sound.at(-1) ?? chosen, ending),
    ...failureSentences(chosen),
    ...ownLimitSentences(sound),
    ...shortnessSentences(chosen),
  ];
  return { concurrency: chosen.inFlight, reason: sentences.join(". ") };
}

const NEARLY_ALL = 0.95;

function rateSentence(chosen: MeasuredStep, best: MeasuredStep): string {
  const rate = `${formatNumber(chosen.framesPerSecond)} frames/s`;
  const brings = formatCount(chosen.inFlight, "in flight brings", "in flight bring");
  if (chosen === best) return `${brings} the most, ${rate}`;
  const share = formatPercent(chosen.framesPerSecond / best.framesPerSecond);
  const most = `${formatNumber(best.framesPerSecond)} with ${best.inFlight}`;
  const error = formatPercent(Math.hypot(chosen.rateError, best.rateError));
  return `${brings} ${rate}, ${share} of the most that was seen (${most}), give or take ${error}`;
}

function limitSentence(
  chosen: MeasuredStep,
  last: MeasuredStep,
  { cause, reason }: TuneEnding,
): string {
  if (chosen === last || cause === "errors") return reason;
  const [slow, fast] = [formatNumber(last.latencyMs.p50), formatNumber(chosen.latencyMs.p50)];
  const waits = `More only wait: with ${last.inFlight} in flight, the median latency is ${slow} ms instead of ${fast} ms`;
  return cause === "knee" || cause === "maxConcurrency" ? waits : `${waits}. ${reason}`;
}

function failureSentences(chosen: MeasuredStep): readonly string[] {
  const [most] = chosen.failures;
  if (most === undefined) return [];
  const share = formatPercent(failedShare(chosen));
  return [`Even so, ${share} of its requests failed: ${most.failure}`];
}

/** A step in which this program was the bottleneck proves nothing about the service. */
function ownLimitSentences(sound: readonly MeasuredStep[]): readonly string[] {
  const busy = sound.find(({ cpuShare }) => cpuShare > BUSY_SHARE);
  if (busy === undefined) return [];
  const share = formatPercent(busy.cpuShare);
  return [
    `frameferry itself was busy, with ${share} of a core at ${busy.inFlight} in flight: from there on it may be the limit, not the service`,
  ];
}

const BUSY_SHARE = 0.9;

/** A fast service uses up its requests in a short time. */
function shortnessSentences({ seconds }: MeasuredStep): readonly string[] {
  if (seconds >= MIN_SECONDS) return [];
  return [
    `This was measured for ${formatNumber(seconds)} s only: a higher ${option("maxRequests")} or ${option("maxSeconds")} makes it more certain`,
  ];
}

const MIN_SECONDS = 0.5;
