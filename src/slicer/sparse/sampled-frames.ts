import type { SliceSettings } from "../ffmpeg-arguments.ts";
import type { PacketList } from "./packet-list.ts";

/** A frame that a rate selects. */
export interface SampledFrame {
  /** Number of the period that it is the first frame of. */
  readonly period: number;
  /** Position of its packet in the order of decoding. */
  readonly position: number;
}

/** Wanted frames, and the number of those that they were chosen among. */
export interface Choice {
  readonly wanted: readonly SampledFrame[];
  readonly frameCount: number;
}

/** Settings that say which frames are wanted. */
export type Sampling = Pick<SliceSettings, "startSeconds" | "durationSeconds"> & {
  readonly fps: number;
};

/**
 * The first frame of each period among some packets, in the order of showing: what the filters `trim` and `select` of
 * the slicer's command let through.
 *
 * @param positions of the packets to choose among.
 */
export function sampledFrames(
  { pts, tickSeconds }: Pick<PacketList, "pts" | "tickSeconds">,
  sampling: Sampling,
  positions: Iterable<number> = pts.keys(),
): Choice {
  const [start, end] = boundsInTicks(sampling, tickSeconds);
  const timeAt = (position: number): number => pts[position] ?? Number.NaN;
  const shown = [...positions]
    .filter((position) => timeAt(position) >= start && timeAt(position) < end)
    .toSorted((one, other) => timeAt(one) - timeAt(other));
  const wanted: SampledFrame[] = [];
  for (const position of shown) {
    const period = periodOf(timeAt(position) * tickSeconds, sampling.fps);
    if (period > (wanted.at(-1)?.period ?? Number.NEGATIVE_INFINITY))
      wanted.push({ period, position });
  }
  return { wanted, frameCount: shown.length };
}

/** Number of the period of a time, as the slicer's filter computes it. */
function periodOf(seconds: number, fps: number): number {
  return Math.floor(seconds * fps + 0.0001);
}

/** First tick of the part, and the first one behind it, rounded as the filter `trim` does. */
function boundsInTicks(
  { startSeconds, durationSeconds }: Sampling,
  tickSeconds: number,
): readonly [number, number] {
  const ticksAt = (seconds: number): number => Math.round(Number(seconds.toFixed(6)) / tickSeconds);
  return [
    startSeconds > 0 ? ticksAt(startSeconds) : Number.NEGATIVE_INFINITY,
    durationSeconds === null ? Number.POSITIVE_INFINITY : ticksAt(startSeconds + durationSeconds),
  ];
}
