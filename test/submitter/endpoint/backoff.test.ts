import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoffMs } from "../../../src/submitter/endpoint/backoff.ts";

const BASE_MS = 200;
const CAP_MS = 10_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempts = fc.integer({ min: 1, max: 1001 });

describe("the pause before the next attempt", () => {
  test("lies between 0 and the smaller of the cap and base * 2^n, in whole milliseconds", () => {
    fc.assert(
      fc.property(attempts, chance, (attempt, random) => {
        const pauseMs = backoffMs(attempt, random);
        expect(pauseMs).toBeGreaterThanOrEqual(0);
        expect(pauseMs).toBeLessThanOrEqual(Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
        expect(Number.isInteger(pauseMs)).toBe(true);
      }),
    );
  });

  test("does not shrink with the number of attempts, for the same chance", () => {
    fc.assert(
      fc.property(attempts, chance, (attempt, random) => {
        expect(backoffMs(attempt + 1, random)).toBeGreaterThanOrEqual(backoffMs(attempt, random));
      }),
    );
  });

  test("uses the whole range, so that many clients do not come back together", () => {
    expect(backoffMs(3, 0)).toBe(0);
    expect(backoffMs(3, 0.5)).toBe(400);
    expect(backoffMs(3, 1 - Number.EPSILON)).toBe(799);
    expect(backoffMs(1000, 0.5)).toBe(CAP_MS / 2);
  });
});
