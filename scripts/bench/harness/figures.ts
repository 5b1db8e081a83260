import type { Spread } from "./statistics.ts";

/** A figure with a fixed number of decimals; `-` if it was not measured. */
export function figure(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

/** Median, with minimum and maximum in parentheses. */
export function spreadText({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}
