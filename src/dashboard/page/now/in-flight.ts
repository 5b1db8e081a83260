import type { SeriesPoint } from "../../page-data.ts";

/** Something that frames are sent to: a service, or all of them. */
interface Sending {
  readonly inFlight: number;
}

/**
 * Frames in flight at once in the last second, at most, as the chart has them: what is over in milliseconds shows as well.
 *
 * @param points of the last minutes, while frames are sent; else none.
 */
export function latestInFlight({ inFlight }: Sending, points: readonly SeriesPoint[]): number {
  return points.at(-1)?.inFlight ?? inFlight;
}
