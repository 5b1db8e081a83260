import { expect, test } from "vitest";
import { AdaptiveLimit } from "../../../../src/submitter/limit/adaptive-limit.ts";
import { FixedLimit } from "../../../../src/submitter/limit/fixed-limit.ts";
import type { Limiter } from "../../../../src/submitter/limit/limiter.ts";
import { measure } from "../simulation/measure.ts";
import { type Course, simulate } from "../simulation/simulate.ts";
import type { Service } from "../simulation/simulated-service.ts";

/** A service that gets slower, not only its line longer, with every request past its best number. */
function service(knee: number, serviceMs: number): Service {
  const backend = {
    workers: 512,
    serviceMs,
    spread: "uniform",
    knee,
    kneeSlope: 2 / knee,
  } as const;
  return { backends: [backend] };
}

const course: Course = {
  services: [
    [0, service(32, 50)],
    [30, service(4, 6)],
    [60, service(32, 50)],
    [90, service(4, 6)],
  ],
  seconds: 120,
};

function perSecond(limiter: Limiter): number {
  return measure(simulate(course, limiter, 1).ended, [5, 120]).perSecond;
}

test("the adaptive limit beats every fixed limit when the service changes on the way", () => {
  const fixed = [1, 2, 4, 8, 16, 24, 32, 48, 64, 128].map((limit) =>
    perSecond(new FixedLimit(limit)),
  );
  expect(perSecond(new AdaptiveLimit(256))).toBeGreaterThan(1.05 * Math.max(...fixed));
});
