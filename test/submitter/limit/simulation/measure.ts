import type { Ended } from "./simulate.ts";

/** From when to when, in seconds. */
export type Period = readonly [fromSeconds: number, toSeconds: number];

export interface Figures {
  /** Answered requests per second. */
  readonly perSecond: number;
  /** Mean latency of the answered requests, in milliseconds. */
  readonly latencyMs: number;
  /** Share of all requests that were turned away. */
  readonly turnedAwayShare: number;
  /** Mean limit under which they were sent. */
  readonly meanLimit: number;
}

export function measure(ended: readonly Ended[], [from, to]: Period): Figures {
  const all = ended.filter(({ endedMs }) => endedMs >= from * 1000 && endedMs < to * 1000);
  const answered = all.filter(({ outcome }) => outcome === "answered");
  const rejected = all.filter(({ outcome }) => outcome === "unavailable");
  return {
    perSecond: answered.length / (to - from),
    latencyMs: mean(answered.map(({ startedMs, endedMs }) => endedMs - startedMs)),
    turnedAwayShare: rejected.length / Math.max(1, all.length),
    meanLimit: mean(all.map(({ limit }) => limit)),
  };
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
