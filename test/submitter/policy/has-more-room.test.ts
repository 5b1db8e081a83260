import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasMoreRoom } from "../../../src/submitter/policy/has-more-room.ts";

const room = fc
  .record({
    limit: fc.integer({ min: 1, max: 1000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    turn: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ limit, share, turn }) => ({ limit, freeCount: Math.round(limit * share), turn }));

describe("the room of services", () => {
  test("is compared as a part of what each takes", () => {
    const [small, large] = [
      { limit: 4, freeCount: 2, turn: 0 },
      { limit: 100, freeCount: 49, turn: 0 },
    ];
    expect(hasMoreRoom(small, large)).toBe(true);
    expect(hasMoreRoom(large, small)).toBe(false);
  });

  test("of two that have as much, the one is first whose turn it is", () => {
    const [ahead, behind] = [
      { limit: 16, freeCount: 16, turn: 3 },
      { limit: 4, freeCount: 4, turn: 2 },
    ];
    expect(hasMoreRoom(behind, ahead)).toBe(true);
    expect(hasMoreRoom(ahead, behind)).toBe(false);
  });

  test("never says that of two each has more", () => {
    fc.assert(
      fc.property(room, room, (one, other) => {
        expect(hasMoreRoom(one, other) && hasMoreRoom(other, one)).toBe(false);
      }),
    );
  });
});
