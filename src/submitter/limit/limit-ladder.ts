/**
 * The limits that are tried: 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, ... up to the maximum, three
 * to a doubling. So the one that suits a service best is never more than a quarter away.
 */
export function limitLadder(max: number): readonly number[] {
  const ladder: number[] = [];
  for (let step = 0; ; step += 1) {
    const limit = Math.round(2 ** (step / STEPS_PER_DOUBLING));
    if (limit >= max) return [...ladder, max];
    if (limit !== ladder.at(-1)) ladder.push(limit);
  }
}

export const STEPS_PER_DOUBLING = 3;

/** The highest index whose limit is not above `limit`; the lowest one if there is none. */
export function indexAt(ladder: readonly number[], limit: number): number {
  return Math.max(
    0,
    ladder.findLastIndex((candidate) => candidate <= limit),
  );
}
