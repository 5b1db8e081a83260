/** Failed frames that end a run: a number of them, or a share such as `5%`. */
export type FailureLimit = number | `${number}%`;

/** A share is taken of at least this many frames, so that one early failure ends nothing. */
const MIN_FRAMES = 100;

/**
 * True if so many frames have failed that the run cannot succeed any more.
 *
 * @param ended frames with an outcome, the failed ones among them.
 */
export function isBeyondLimit(limit: FailureLimit, failed: number, ended: number): boolean {
  if (typeof limit === "number") return failed > limit;
  return failed > (Number(limit.slice(0, -1)) / 100) * Math.max(ended, MIN_FRAMES);
}
