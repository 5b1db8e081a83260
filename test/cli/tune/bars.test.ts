import fc from "fast-check";
import { expect, test } from "vitest";
import { bar, rangeBar } from "../../../src/cli/tune/bars.ts";

test("a bar of tune is as long as its share, to an eighth of a column", () => {
  expect(bar(1, 4)).toBe("████");
  expect(bar(0.5, 4)).toBe("██");
  expect(bar(0.53125, 4)).toBe("██▏");
  expect(bar(0, 4)).toBe("");
  expect(bar(2, 4)).toBe("████");
});

test("a range of tune goes on in a lighter shade", () => {
  expect(rangeBar(0.5, 1, 4)).toBe("██░░");
  expect(rangeBar(0.5, 0.5, 4)).toBe("██");
});

test("a bar of tune is never wider than its room, and a greater share never has a shorter one", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.integer({ min: 1, max: 60 }), (one, other, width) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(rangeBar(low, high, width).length).toBeLessThanOrEqual(width);
      expect(bar(low, width).length).toBeLessThanOrEqual(bar(high, width).length);
    }),
  );
});
