import { expect, test } from "vitest";
import { AdaptiveLimit } from "../../../../src/submitter/limit/adaptive-limit.ts";
import { measure } from "../simulation/measure.ts";
import { type Course, simulate } from "../simulation/simulate.ts";

const CAPACITY = 32;
const PER_SECOND = 640;
const BURST_SECONDS = 60;

const course: Course = {
  services: [[0, { backends: [{ workers: CAPACITY, serviceMs: (CAPACITY * 1000) / PER_SECOND }] }]],
  demand: [
    [0, PER_SECOND / 10],
    [BURST_SECONDS, Number.POSITIVE_INFINITY],
  ],
  seconds: BURST_SECONDS + 15,
};

test.each([1, 2, 3])("P31: a slow producer does not distort the limit (seed %i)", (seed) => {
  const { ended, moves } = simulate(course, new AdaptiveLimit(256), seed);
  const early = moves.filter(({ atMs }) => atMs < BURST_SECONDS * 1000);
  // 10 % of the capacity are 3.2 in flight, and up to about twice as many by chance.
  expect(Math.max(0, ...early.map(({ limit }) => limit))).toBeLessThanOrEqual(8);
  const figures = measure(ended, [BURST_SECONDS + 4, BURST_SECONDS + 5]);
  expect(figures.perSecond).toBeGreaterThanOrEqual(0.8 * PER_SECOND);
});
