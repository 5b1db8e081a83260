import fc from "fast-check";
import { expect, test } from "vitest";
import { axisTicks } from "../../../src/page/axis-ticks.ts";

test("the marks of an axis are round numbers", () => {
  expect(axisTicks(80)).toEqual([0, 20, 40, 60, 80]);
  expect(axisTicks(66.8)).toEqual([0, 20, 40, 60, 80]);
  expect(axisTicks(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  expect(axisTicks(0)).toEqual([0, 1]);
});

test("the marks of an axis rise from 0, and end at or a little above the greatest value", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), (most) => {
      const ticks = axisTicks(most);
      expect(ticks[0]).toBe(0);
      expect(ticks).toEqual([...new Set(ticks)].toSorted((one, other) => one - other));
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * 0.999);
      expect(ticks.at(-1)).toBeLessThanOrEqual(most * 1.7);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  );
});
