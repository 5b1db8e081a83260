import { describe, expect, test } from "vitest";
import { startOracle } from "../oracle/start-oracle.ts";
import { carryFixture } from "./carried-run.ts";

const EVERY_4TH = { every: 4 };
const FRAMES = 25;

describe("P3: a frame is delivered only when a whole, valid answer was read:", () => {
  test.each(["headers", "halfBody"] as const)(
    "one whose first answer is closed after its %s is sent again",
    async (after) => {
      await using oracle = await startOracle([
        { name: "cut", when: { atMostPerFrame: 1 }, action: { kind: "close", after } },
      ]);
      const { results, exchanges, judgment } = await carryFixture(oracle, EVERY_4TH);
      expect((await oracle.counts()).fired).toEqual({ cut: FRAMES });
      expect(judgment.problems).toEqual([]);
      expect(results.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(
        results.map(() => ["delivered", 2]),
      );
      expect(exchanges.filter(({ isAnsweredWhole }) => isAnsweredWhole)).toHaveLength(FRAMES);
      expect(exchanges).toHaveLength(2 * FRAMES);
    },
  );

  test("one whose connection is closed after the whole answer has at most one duplicate", async () => {
    await using oracle = await startOracle([
      {
        name: "close",
        when: { atMostPerFrame: 1 },
        action: { kind: "close", after: "wholeBody" },
      },
    ]);
    const { summary, exchanges, judgment } = await carryFixture(oracle, EVERY_4TH);
    expect((await oracle.counts()).fired).toEqual({ close: FRAMES });
    expect(judgment.problems).toEqual([]);
    expect(summary).toMatchObject({ delivered: FRAMES, complete: true });
    expect(exchanges.length).toBeLessThanOrEqual(2 * FRAMES);
    const { total, sameKey } = judgment.duplicates;
    expect(total).toBe(sameKey);
  });
});
