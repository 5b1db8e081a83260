import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile } from "../../src/tune/percentile.ts";

test("the 95th percentile of 1 to 100 is 95, and the 99th of ten values is the greatest", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  expect(percentile(hundred, 95)).toBe(95);
  expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 99)).toBe(10);
  expect(percentile([1, 2, 3, 4], 50)).toBe(2);
  expect(percentile([], 50)).toBeNull();
});

test("a percentile is the smallest value that enough values do not exceed", () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (given, percent) => {
      const ascending = given.toSorted((one, other) => one - other);
      const found = percentile(ascending, percent) ?? Number.NaN;
      const within = (limit: number): number =>
        given.filter((value) => value <= limit).length / given.length;
      expect(within(found)).toBeGreaterThanOrEqual(percent / 100 - 1e-9);
      const smaller = ascending.filter((value) => value < found);
      for (const value of smaller) expect(within(value)).toBeLessThan(percent / 100);
    }),
  );
});
