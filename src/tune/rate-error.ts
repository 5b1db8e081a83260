import type { Sample } from "./sample.ts";
import { steadyRate } from "./steady-rate.ts";

/**
 * Standard error of a rate, as a share of it: by how much the rates of its quarters scatter, divided by
 * the root of their number. 0 where the quarters are too short to have a rate.
 *
 * @param samples in the order in which they ended, and all of them in full swing.
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
