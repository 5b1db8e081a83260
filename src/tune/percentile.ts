/**
 * Percentile by the nearest-rank method: the smallest value that at least `percent` per cent of all values
 * do not exceed, without interpolation. `null` for no values.
 *
 * @param ascending values in ascending order.
 */
export function percentile(ascending: readonly number[], percent: number): number | null {
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? null;
}
