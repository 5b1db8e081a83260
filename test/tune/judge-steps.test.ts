import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { soundSteps, stopReason } from "../../src/tune/judge-steps.ts";
import { failing, sampleStep } from "../support/samples/sample-step.ts";

/** Steps of 1, 2, 4, ... in flight with these rates. */
const steps = (...rates: readonly number[]) => rates.map((rate, at) => sampleStep(2 ** at, rate));

describe("the tuning", () => {
  test("goes on as long as more in flight bring more", () => {
    expect(stopReason(steps(20))).toBeNull();
    expect(stopReason(steps(20, 40, 80))).toBeNull();
    expect(stopReason([])).toBeNull();
  });

  test("goes on after a single step without a gain, for one with a gain may follow", () => {
    expect(stopReason(steps(20, 40, 41))).toBeNull();
    expect(stopReason(steps(20, 40, 41, 80))).toBeNull();
  });

  test("ends at the knee: two steps without a gain", () => {
    expect(stopReason(steps(20, 40, 41, 40))).toBe("knee");
    expect(stopReason(steps(20, 40, 35, 30))).toBe("knee");
  });

  test("takes a gain that is no more than the scatter for none", () => {
    const scattered = [40, 80, 83, 86].map((rate, at) =>
      sampleStep(2 ** at, rate, { rateError: 0.03 }),
    );
    expect(stopReason(steps(40, 80, 83, 86))).toBeNull();
    expect(stopReason(scattered)).toBe("knee");
  });

  test("takes small gains that add up for gains all the same", () => {
    expect(stopReason(steps(100, 104, 108, 112))).toBeNull();
  });

  test("ends at clearly more failures than with the fewest in flight", () => {
    expect(stopReason([sampleStep(1, 20), sampleStep(2, 30, failing(30))])).toBe("errors");
  });

  test("measures a service that is flaky from the first all the same", () => {
    const flaky = [20, 40, 80].map((rate, at) => sampleStep(2 ** at, rate, failing(12 + at)));
    expect(stopReason(flaky)).toBeNull();
    expect(soundSteps(flaky)).toHaveLength(3);
  });

  test("takes no notice of a few failures among few requests", () => {
    const few = sampleStep(2, 1.9, { ...failing(2), requests: 12 });
    expect(stopReason([sampleStep(1, 1), few])).toBeNull();
  });

  test("ends at once at nothing but failures", () => {
    expect(stopReason([sampleStep(1, null, failing(200))])).toBe("errors");
  });

  test("calls only such steps sound as have a rate, and no more failures than with the fewest in flight", () => {
    const measured = fc.record({
      rate: fc.option(fc.integer({ min: 0, max: 500 })),
      failed: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(measured, { minLength: 1, maxLength: 9 }), (given) => {
        const all = given.map(({ rate, failed }, at) => sampleStep(2 ** at, rate, failing(failed)));
        for (const step of soundSteps(all)) {
          expect(step.framesPerSecond).toBeGreaterThan(0);
          expect(step.failed).toBeLessThanOrEqual((all[0]?.failed ?? 0) + 100);
        }
      }),
    );
  });
});
