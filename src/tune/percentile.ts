/**
 * The smallest value that at least `percent` per cent of all values do not exceed: the nearest-rank
 * method, which interpolates nothing. `null` for no values.
 *
 * @param ascending the values in ascending order.
 */
export function percentile(ascending: readonly number[], percent: number): number | null {
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? null;
}
