import fc from "fast-check";
import { expect, test } from "vitest";
import { rangesOf } from "../../src/ledger/index-ranges.ts";

test.each([
  [[], []],
  [[0], [{ first: 0, last: 0 }]],
  [
    [0, 1, 2, 5, 7, 8],
    [
      { first: 0, last: 2 },
      { first: 5, last: 5 },
      { first: 7, last: 8 },
    ],
  ],
  [[3, 3, 4], [{ first: 3, last: 4 }]],
])("the indexes %j are the ranges %j", (indexes, ranges) => {
  expect(rangesOf(indexes)).toEqual(ranges);
});

test("index ranges hold exactly the indexes, and no two of them touch", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), (some) => {
      const indexes = some.toSorted((one, other) => one - other);
      const ranges = rangesOf(indexes);
      const held = ranges.flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, place) => first + place),
      );
      expect(held).toEqual(indexes);
      for (const [place, range] of ranges.slice(1).entries()) {
        expect(range.first).toBeGreaterThan((ranges[place]?.last ?? 0) + 1);
      }
    }),
  );
});
