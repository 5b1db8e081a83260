import { FixedLimit } from "../../../../src/submitter/limit/fixed-limit.ts";
import { type Course, type Ended, simulate } from "./simulate.ts";

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
  const turnedAway = all.filter(({ outcome }) => outcome === "overloaded");
  return {
    perSecond: answered.length / (to - from),
    latencyMs: mean(answered.map(({ startedMs, endedMs }) => endedMs - startedMs)),
    turnedAwayShare: turnedAway.length / Math.max(1, all.length),
    meanLimit: mean(all.map(({ limit }) => limit)),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

/** What each fixed limit gives in each period of the same course, with the same chance. */
export function sweep(course: Course, periods: readonly Period[], seed: number): Figures[][] {
  const byLimit = SWEPT_LIMITS.map((limit) => {
    const { ended } = simulate(course, new FixedLimit(limit), seed);
    return periods.map((period) => measure(ended, period));
  });
  return periods.map((_, index) => byLimit.map((figures) => figures[index] as Figures));
}

/** The greatest rate of a sweep, and the latency of the smallest limit that has (nearly) that rate. */
export function bestOf(swept: readonly Figures[]): { perSecond: number; latencyMs: number } {
  const perSecond = Math.max(...swept.map((figures) => figures.perSecond));
  const smallest = swept.find((figures) => figures.perSecond >= SAME_RATE * perSecond);
  return { perSecond, latencyMs: smallest?.latencyMs ?? 0 };
}

export const SWEPT_LIMITS = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;
const SAME_RATE = 0.98;
