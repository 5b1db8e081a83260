import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowanceOf, inFlightSteps } from "../../src/tune/step-plan.ts";

describe("the steps of a tuning", () => {
  test("double, and end with the maximum itself", () => {
    expect(inFlightSteps(256)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
    expect(inFlightSteps(100)).toEqual([1, 2, 4, 8, 16, 32, 64, 100]);
    expect(inFlightSteps(1)).toEqual([1]);
  });

  test("never use more together than there is", () => {
    const budgets = fc.record({
      max: fc.integer({ min: 1, max: 10_000 }),
      requests: fc.integer({ min: 10, max: 100_000 }),
      timeMs: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(
      fc.property(budgets, ({ max, requests, timeMs }) => {
        let left = { requests, timeMs };
        const steps = inFlightSteps(max);
        for (const [at, inFlight] of steps.entries()) {
          const allowance = allowanceOf(steps.slice(at), left);
          if (allowance === null) break;
          expect(allowance.requests).toBeGreaterThanOrEqual(4 * inFlight);
          left = {
            requests: left.requests - allowance.requests,
            timeMs: left.timeMs - allowance.timeMs,
          };
          expect(Math.min(left.requests, left.timeMs)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("get more requests with more in flight, and the default budget reaches all of them", () => {
    const steps = inFlightSteps(256);
    let left = { requests: 10_000, timeMs: 60_000 };
    const shares = steps.map((_, at) => {
      const allowance = allowanceOf(steps.slice(at), left) ?? { requests: 0, timeMs: 0 };
      left = {
        requests: left.requests - allowance.requests,
        timeMs: left.timeMs - allowance.timeMs,
      };
      return allowance.requests;
    });
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares.at(-1)).toBeGreaterThan(10 * 256);
  });

  test("are not begun with too few requests to learn anything", () => {
    expect(allowanceOf([8, 16], { requests: 31, timeMs: 1000 })).toBeNull();
    expect(allowanceOf([8, 16], { requests: 32, timeMs: 1000 })).toMatchObject({ requests: 32 });
  });
});
