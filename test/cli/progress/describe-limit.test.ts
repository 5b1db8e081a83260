import { expect, test } from "vitest";
import { describeInFlight } from "../../../src/cli/progress/describe-limit.ts";

test("the number in flight is shown with what may be, and with what is tried beyond", () => {
  const limit = { inFlight: 8, reason: "faster with more in flight" };
  expect([3, 8, 32].map((inFlight) => describeInFlight(inFlight, limit))).toEqual([
    "3 of 8",
    "8 of 8",
    "32, trying more than 8",
  ]);
  expect(describeInFlight(3, null)).toBe("3");
});
