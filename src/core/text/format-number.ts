/** A measured number with three significant digits: `0.314`, `3.14`, `31.4`, `314`; `-` for none. */
export function formatNumber(value: number | null): string {
  if (value === null) return "-";
  if (value >= 99.95 || value === 0) return value.toFixed(0);
  if (value >= 9.995) return value.toFixed(1);
  return value >= 0.995 ? value.toFixed(2) : String(Number(value.toPrecision(3)));
}

/** A measured number rounded to three decimals: further digits are noise of the clock. */
export function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
