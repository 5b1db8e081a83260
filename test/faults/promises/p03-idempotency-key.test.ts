import { expect, test } from "vitest";
import { startOracle } from "../oracle/start-oracle.ts";
import { carryFixture } from "./carried-run.ts";

test("P3: each attempt of a frame carries the same idempotency key, and no other frame has it", async () => {
  await using oracle = await startOracle([
    { name: "cut", when: { atMostPerFrame: 2 }, action: { kind: "close", after: "halfBody" } },
  ]);
  const { exchanges, judgment } = await carryFixture(oracle, { every: 10 });
  expect((await oracle.counts()).fired).toEqual({ cut: 20 });
  expect(judgment.problems).toEqual([]);
  expect(judgment.duplicates).toMatchObject({ otherKey: 0, withoutKey: 0, sameKey: 20 });
  const keysByFrame = Map.groupBy(exchanges, ({ digest }) => digest);
  for (const attempts of keysByFrame.values())
    expect(new Set(attempts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect(new Set(exchanges.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(10);
});
