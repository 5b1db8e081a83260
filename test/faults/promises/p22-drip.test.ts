import { expect, test } from "vitest";
import { startOracle } from "../oracle/start-oracle.ts";
import { carryFixture } from "./carried-run.ts";

test("P22: an answer of one byte per 500 ms is ended at the timeout, and its frame sent again", async () => {
  await using oracle = await startOracle([
    { name: "drip", when: { atMostPerFrame: 1 }, action: { kind: "drip" } },
  ]);
  const options = { every: 25, timeoutMs: 2000 };
  const { results, requests, exchanges, judgment } = await carryFixture(oracle, options);
  expect((await oracle.counts()).fired).toEqual({ drip: 4 });
  expect(judgment.problems).toEqual([]);
  expect(results.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(
    results.map(() => ["delivered", 2]),
  );
  const dripped = requests.filter(({ attempt }) => attempt === 1);
  expect(dripped.map(({ verdict }) => verdict)).toEqual(
    dripped.map(() =>
      expect.objectContaining({ kind: "transientError", reason: "no whole answer within 2000 ms" }),
    ),
  );
  // Bytes did come in the meantime: it was the deadline, and not a pause, that ended these.
  expect(Math.min(...dripped.map(({ latencyMs }) => latencyMs))).toBeGreaterThan(1900);
  expect(exchanges.filter(({ fault }) => fault === "drip").map(({ status }) => status)).toEqual([
    200, 200, 200, 200,
  ]);
});
