import type { Sample } from "./sample.ts";
import { steadyRate } from "./steady-rate.ts";

/**
 * Standard error of a rate, relative to it: the standard deviation of the rates of its quarters, divided by
 * the root of their number. 0 if the quarters are too short for a rate.
 *
 * @param samples samples at full load, in the order in which they ended.
 */
export function rateError(samples: readonly Sample[]): number {
  const fromMs = samples[0]?.endedMs ?? 0;
  const partMs = ((samples.at(-1)?.endedMs ?? 0) - fromMs) / PARTS;
  const rates = Array.from({ length: PARTS }, (_, part) => {
    const [startMs, endMs] = [fromMs + part * partMs, fromMs + (part + 1) * partMs];
    return steadyRate(samples.filter(({ endedMs }) => endedMs >= startMs && endedMs <= endMs));
  }).filter((rate) => rate !== null);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / PARTS;
  if (rates.length < PARTS || mean === 0) return 0;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (PARTS - 1);
  return Math.sqrt(variance / PARTS) / mean;
}

const PARTS = 4;
