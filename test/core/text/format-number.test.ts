import { expect, test } from "vitest";
import { formatNumber, toThousandths } from "../../../src/core/text/format-number.ts";

test.each([
  [null, "-"],
  [0, "0"],
  [0.0012345, "0.00123"],
  [0.98765, "0.988"],
  [0.9999, "1.00"],
  [2.3456, "2.35"],
  [9.996, "10.0"],
  [12.26, "12.3"],
  [99.96, "100"],
  [1234.56, "1235"],
])("the figure %d is shown with three digits as %s", (value, words) => {
  expect(formatNumber(value)).toBe(words);
});

test("a figure for a program gets three decimals, and no noise of the clock", () => {
  expect(toThousandths(12.345678901234)).toBe(12.346);
  expect(toThousandths(0.1 + 0.2)).toBe(0.3);
});
