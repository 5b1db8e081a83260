import { expect, test } from "vitest";
import { typedDuration } from "../../../src/core/text/typed-duration.ts";
import { durationMs } from "../../../src/options/units.ts";

test.each([
  [0, "0ms"],
  [500, "500ms"],
  [1000, "1s"],
  [1500, "1.5s"],
  [90_000, "1m30s"],
  [600_000, "10m"],
  [7_200_000, "2h"],
  [86_400_000, "1d"],
  [90_061_001, "1d1h1m1.001s"],
])("%i ms are typed as %s, which means the same", (milliseconds, text) => {
  expect(typedDuration(milliseconds)).toBe(text);
  expect(durationMs(0).parse(text)).toBe(milliseconds);
});
