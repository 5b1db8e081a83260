import { expect, test } from "vitest";
import { inFlightOf } from "../../../src/cli/progress/limit-in-words.ts";

test("the number in flight is shown with what may be, and with what is tried beyond", () => {
  const limit = { inFlight: 8, reason: "faster with more in flight" };
  expect([3, 8, 32].map((inFlight) => inFlightOf(inFlight, limit))).toEqual([
    "3 of 8",
    "8 of 8",
    "32, trying more than 8",
  ]);
  expect(inFlightOf(3, null)).toBe("3");
});
