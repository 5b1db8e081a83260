import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slotBackoffMs } from "../../../src/submitter/endpoint/slot-backoff-ms.ts";

const MAX_MS = 10_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the back-off of a slot", () => {
  test("is none after a good answer, nor after a single shortage", () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1), chance, (shortages, random) => {
        expect(slotBackoffMs(shortages, random)).toBe(0);
      }),
    );
  });

  test("grows with the shortages in a row, and never beyond ten seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), chance, (shortages, random) => {
        const restMs = slotBackoffMs(shortages, random);
        expect(restMs).toBeGreaterThanOrEqual(slotBackoffMs(shortages - 1, random));
        expect(restMs).toBeLessThanOrEqual(MAX_MS);
      }),
    );
    expect([2, 3, 4].map((shortages) => slotBackoffMs(shortages, 0.5))).toEqual([100, 200, 400]);
  });
});
