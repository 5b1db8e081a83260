/** Median and range of some figures, in their unit. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without figures. */
export function median(figures: readonly number[]): number {
  if (figures.length === 0) throw new RangeError("there is no median of nothing");
  const sorted = figures.toSorted((a, b) => a - b);
  const upper = sorted.length >> 1;
  const lower = sorted.length % 2 === 0 ? upper - 1 : upper;
  return ((sorted[lower] ?? 0) + (sorted[upper] ?? 0)) / 2;
}

/** The figure that so many percent of all do not exceed. @throws RangeError without figures. */
export function percentile(figures: readonly number[], percent: number): number {
  if (figures.length === 0) throw new RangeError("there is no percentile of nothing");
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** @throws RangeError without figures. */
export function spread(figures: readonly number[]): Spread {
  return { median: median(figures), min: Math.min(...figures), max: Math.max(...figures) };
}

/**
 * Ratios within each round. A slowdown of the machine affects both of a pair, so that these agree even if
 * the figures do not: use the median of the ratios, not the ratio of the medians.
 *
 * @throws RangeError if a figure has no partner.
 */
export function pairedRatios(
  numerators: readonly number[],
  denominators: readonly number[],
): number[] {
  if (numerators.length !== denominators.length) {
    throw new RangeError(`${numerators.length} figures cannot pair with ${denominators.length}`);
  }
  return numerators.map((numerator, round) => numerator / (denominators[round] ?? Number.NaN));
}
