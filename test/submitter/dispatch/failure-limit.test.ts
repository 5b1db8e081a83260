import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isBeyondLimit } from "../../../src/submitter/dispatch/failure-limit.ts";

describe("the limit of failures", () => {
  test.each([
    [0, 0, 50, false],
    [0, 1, 50, true],
    [10, 10, 10, false],
    [10, 11, 10_000, true],
    ["5%", 5, 20, false],
    ["5%", 6, 20, true],
    ["5%", 50, 1000, false],
    ["5%", 51, 1000, true],
    ["0.1%", 1, 1000, false],
    ["0.1%", 2, 1000, true],
    ["0%", 1, 1000, true],
    ["100%", 1000, 1000, false],
  ] as const)(
    "of %s with %i failures of %i frames is exceeded: %s",
    (limit, failed, settled, isBeyond) => {
      expect(isBeyondLimit(limit, failed, settled)).toBe(isBeyond);
    },
  );

  test("is not exceeded by fewer failures, nor by the same failures among more frames", () => {
    const counts = fc.record({
      limit: fc.oneof(
        fc.nat(1000),
        fc.integer({ min: 0, max: 100 }).map((n) => `${n}%` as const),
      ),
      failed: fc.integer({ min: 1, max: 1000 }),
      others: fc.nat(1000),
      more: fc.nat(1000),
    });
    fc.assert(
      fc.property(counts, ({ limit, failed, others, more }) => {
        const settled = failed + others;
        if (isBeyondLimit(limit, failed, settled)) return;
        expect(isBeyondLimit(limit, failed - 1, settled)).toBe(false);
        expect(isBeyondLimit(limit, failed, settled + more)).toBe(false);
      }),
    );
  });
});
