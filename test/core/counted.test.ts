import { expect, test } from "vitest";
import { formatCount } from "../../src/core/counted.ts";

test.each([
  [0, "0 frames"],
  [1, "1 frame"],
  [2, "2 frames"],
])("%i: %s", (count, words) => {
  expect(formatCount(count, "frame")).toBe(words);
});

test("a plural that an s does not make, and a verb that goes with it, are given", () => {
  expect(formatCount(2, "retry", "retries")).toBe("2 retries");
  expect(formatCount(1, "frame was", "frames were")).toBe("1 frame was");
});
