import { expect, test } from "vitest";
import { startOracle } from "../oracle/start-oracle.ts";
import { startProxy } from "../proxy/start-proxy.ts";
import { carryFixture } from "./carried-run.ts";

test("P21: a request that met a closing idle connection is resent for free, and no attempt is counted", async () => {
  await using oracle = await startOracle();
  await using proxy = await startProxy(oracle.url, [
    { name: "race", when: { every: 5 }, action: { kind: "idleClose" } },
  ]);
  const { results, judgment } = await carryFixture(oracle, {
    to: proxy.url,
    retries: 0,
    concurrency: 1,
  });
  expect((await proxy.counts()).fired["race"]).toBeGreaterThan(5);
  expect(results.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(
    results.map(() => ["delivered", 1]),
  );
  expect(judgment.problems).toEqual([]);
  expect(judgment.duplicates.total).toBe(0);
});
