import { expect, test } from "vitest";
import { AdaptiveLimit } from "../../../../src/submitter/limit/adaptive-limit.ts";
import { measure } from "../simulation/measure.ts";
import { type Course, simulate } from "../simulation/simulate.ts";
import type { Service } from "../simulation/simulated-service.ts";

const SERVICE_MS = 50;
const STEP_SECONDS = 40;
const CAPACITIES = [8, 4, 16];

function service(capacity: number): Service {
  return { backends: [{ workers: capacity, serviceMs: SERVICE_MS, room: capacity }], travelMs: 0 };
}

const course: Course = {
  services: CAPACITIES.map((capacity, step) => [step * STEP_SECONDS, service(capacity)] as const),
  seconds: CAPACITIES.length * STEP_SECONDS,
  pauseAfterFailureMs: 20,
};

test.each([1, 2, 3])("P30: the limit adapts to 8, 4 and 16 at once (seed %i)", (seed) => {
  const { ended } = simulate(course, new AdaptiveLimit(256), seed);
  expect(ended.some(({ outcome }) => outcome === "unavailable")).toBe(true);
  for (const [step, capacity] of CAPACITIES.entries()) {
    const from = step * STEP_SECONDS + 20;
    const figures = measure(ended, [from, from + 20]);
    expect(figures.perSecond).toBeGreaterThanOrEqual((0.95 * capacity * 1000) / SERVICE_MS);
    expect(figures.latencyMs).toBeLessThanOrEqual(2 * SERVICE_MS);
    expect(figures.turnedAwayShare).toBeLessThanOrEqual(0.02);
  }
});
