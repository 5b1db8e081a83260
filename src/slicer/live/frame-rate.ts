/** A frame that has come. */
export interface Arrival {
  /** On the monotonic clock, in milliseconds. */
  readonly atMs: number;
  /** On the clock of the camera; `null` if unknown. */
  readonly ptsSeconds: number | null;
}

/**
 * Frames in a second, to a tenth; `null` for fewer than two. By the clock of the camera, since those that it had
 * kept for us come at once; and without odd intervals, since some clocks jump at the first report of the sender.
 *
 * @param isTimeless true if its times are invented, so that those of arrival count.
 */
export function frameRateOf(arrivals: readonly Arrival[], isTimeless: boolean): number | null {
  const times = arrivals.map(({ atMs, ptsSeconds }) =>
    isTimeless ? atMs / 1000 : (ptsSeconds ?? Number.NaN),
  );
  const intervals = times
    .slice(1)
    .map((time, at) => time - (times[at] ?? Number.NaN))
    .filter((seconds) => seconds > 0)
    .toSorted((one, other) => one - other);
  const usual = intervals[Math.floor(intervals.length / 2)];
  if (usual === undefined) return null;
  const even = intervals.filter((seconds) => seconds > usual / 2 && seconds < usual * 2);
  const seconds = even.reduce((sum, interval) => sum + interval, 0);
  return Math.round((10 * even.length) / seconds) / 10;
}
