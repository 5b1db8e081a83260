/** Latencies in classes that grow by a tenth, from a tenth of a millisecond to an hour: enough for a picture of them. */
export const LATENCY_CLASSES = 184;

const GROWTH = 1.1;
const FIRST_MS = 0.1;

/** Class of a latency, from 0. */
export function latencyClass(latencyMs: number): number {
  const power = Math.floor(Math.log(Math.max(FIRST_MS, latencyMs) / FIRST_MS) / Math.log(GROWTH));
  return Math.min(LATENCY_CLASSES - 1, power);
}

/** Upper end of a class, in milliseconds. */
export function classEndMs(number: number): number {
  return FIRST_MS * GROWTH ** (number + 1);
}

/** Latency that a share of all stays below, in milliseconds; `null` if there is none. @param counts of each class. */
export function percentileOf(counts: ArrayLike<number>, share: number): number | null {
  let total = 0;
  for (let at = 0; at < counts.length; at += 1) total += counts[at] ?? 0;
  if (total === 0) return null;
  let seen = 0;
  for (let at = 0; at < counts.length; at += 1) {
    seen += counts[at] ?? 0;
    if (seen >= share * total) return classEndMs(at);
  }
  return classEndMs(counts.length - 1);
}
