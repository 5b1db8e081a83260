import { isFrameUpTo } from "../wanted-filters.ts";
import type { PacketList } from "./packet-list.ts";

/** Frames that are reached one by one. */
export interface SeekTargets {
  /** Positions of their packets in the order of decoding; in the order of showing. */
  readonly positions: readonly number[];
  /** Number of frames that one pass decodes for them. */
  readonly frameCount: number;
}

/**
 * The frames that are shown at some times: what the filters of `wantedFilters` let through.
 *
 * @param seconds ascending, from the start of the container.
 * @returns `null` if a time is not before the last frame: how long that one is shown is seen by one pass.
 */
export function framesAtTimes(
  { pts, tickSeconds }: Pick<PacketList, "pts" | "tickSeconds">,
  seconds: readonly number[],
): SeekTargets | null {
  const timeAt = (position: number): number => (pts[position] ?? Number.NaN) * tickSeconds;
  const shown = [...pts.keys()].toSorted((one, other) => timeAt(one) - timeAt(other));
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (isFrameUpTo(timeAt(last), seconds.at(-1) ?? 0)) return null;
  const wanted = new Set<number>();
  let passed = 0;
  for (const time of seconds) {
    while (isFrameUpTo(timeAt(shown[passed] ?? last), time)) passed += 1;
    wanted.add(shown[passed - 1] ?? first);
  }
  // One pass ends with the frame behind the last one.
  return { positions: [...wanted], frameCount: passed + 1 };
}
