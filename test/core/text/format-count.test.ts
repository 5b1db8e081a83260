import { expect, test } from "vitest";
import { formatCount } from "../../../src/core/text/format-count.ts";

test.each([
  [0, "0 frames"],
  [1, "1 frame"],
  [2, "2 frames"],
])("a count of %i is written as %s", (count, words) => {
  expect(formatCount(count, "frame")).toBe(words);
});

test("a count with an irregular plural and its verb is written with those that are given", () => {
  expect(formatCount(2, "retry", "retries")).toBe("2 retries");
  expect(formatCount(1, "frame was", "frames were")).toBe("1 frame was");
});
