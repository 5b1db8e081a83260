import { CLIP_FRAMES } from "../media/camera-clips.ts";
import type { Arrival } from "./frame-sink.ts";

/** A frame of a camera that has reached a service. */
export interface Capture {
  /** First byte of its request, by `monotonicMs`. */
  readonly arrivedAtMs: number;
  /** Time from its last packet to there, in milliseconds. */
  readonly tookMs: number;
}

/** How the frames were sent. */
export interface Sending {
  /** When the last packet of each frame was sent, by its number. */
  readonly relay: { readonly sentAtMs: readonly number[] };
  /** One frame of so many was taken. */
  readonly every: number;
}

/**
 * Joins requests with the frames of the camera. The number of a request's file counts frames from an unknown one on;
 * which one it is follows from the pictures that were looked at.
 *
 * @param indexes index in the pixels, by the number of the file.
 * @throws Error if pictures disagree: frames were lost, and the figures would be wrong.
 */
export function capturesOf(
  arrivals: readonly Arrival[],
  indexes: ReadonlyMap<number, number>,
  { relay, every }: Sending,
): readonly Capture[] {
  const offsets = arrivals.flatMap(({ number, arrivedAtMs }) => {
    const index = indexes.get(number);
    if (index === undefined) return [];
    return [lastBefore(relay.sentAtMs, arrivedAtMs, index) - every * number];
  });
  const [offset] = offsets;
  if (offset === undefined) throw new Error("no picture was looked at");
  if (offsets.some((other) => other !== offset))
    throw new Error("frames were lost on the way, so that it is not known which came when");
  return arrivals.map(({ number, arrivedAtMs }) => ({
    arrivedAtMs,
    tookMs: arrivedAtMs - (relay.sentAtMs[offset + every * number] ?? Number.NaN),
  }));
}

/** Number of the last frame with this index that was sent before a time. The clip is shown again and again. */
function lastBefore(sentAtMs: readonly number[], timeMs: number, index: number): number {
  const next = sentAtMs.findIndex((sentMs) => sentMs > timeMs);
  const last = (next === -1 ? sentAtMs.length : next) - 1;
  return last - ((last - index) % CLIP_FRAMES);
}
