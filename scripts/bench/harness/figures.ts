import type { Spread } from "./statistics.ts";

/** A figure with so many digits after the point; `-` for one that was not measured. */
export function figure(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

/** Median and, in brackets, least and greatest. */
export function spreadText({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}
