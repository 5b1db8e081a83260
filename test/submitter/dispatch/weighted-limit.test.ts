import { expect, test } from "vitest";
import { limitOfWeight } from "../../../src/submitter/dispatch/weighted-limit.ts";

test.each([
  [16, 1, 1, 16],
  [16, 4, 4, 16],
  [16, 1, 4, 4],
  [16, 1, 3, 5],
  [2, 1, 100, 1],
  [1, 0.5, 2, 1],
])(
  "a limit of %d requests for a service of weight %d beside one of %d leaves it %d",
  (limit, weight, most, count) => {
    expect(limitOfWeight(limit, weight, most)).toBe(count);
  },
);
