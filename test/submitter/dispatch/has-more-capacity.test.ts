import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasMoreCapacity } from "../../../src/submitter/dispatch/has-more-capacity.ts";

const room = fc
  .record({
    limit: fc.integer({ min: 1, max: 1000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    virtualTime: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ limit, share, virtualTime }) => ({
    limit,
    freeCount: Math.round(limit * share),
    virtualTime,
  }));

describe("the free capacity of services", () => {
  test("is compared as a part of what each takes", () => {
    const [small, large] = [
      { limit: 4, freeCount: 2, virtualTime: 0 },
      { limit: 100, freeCount: 49, virtualTime: 0 },
    ];
    expect(hasMoreCapacity(small, large)).toBe(true);
    expect(hasMoreCapacity(large, small)).toBe(false);
  });

  test("gives one of two that have as much the lead whose turn it is", () => {
    const [ahead, behind] = [
      { limit: 16, freeCount: 16, virtualTime: 3 },
      { limit: 4, freeCount: 4, virtualTime: 2 },
    ];
    expect(hasMoreCapacity(behind, ahead)).toBe(true);
    expect(hasMoreCapacity(ahead, behind)).toBe(false);
  });

  test("is never more in each of two", () => {
    fc.assert(
      fc.property(room, room, (one, other) => {
        expect(hasMoreCapacity(one, other) && hasMoreCapacity(other, one)).toBe(false);
      }),
    );
  });
});
