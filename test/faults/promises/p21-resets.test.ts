import { describe, expect, test } from "vitest";
import { startOracle } from "../oracle/start-oracle.ts";
import type { ProxyAction } from "../proxy/proxy-fault.ts";
import { startProxy } from "../proxy/start-proxy.ts";
import { carryFixture } from "./carried-run.ts";

describe("P21: a connection that breaks loses nothing", () => {
  test.each<[string, ProxyAction]>([
    ["in the middle of a request", { kind: "reset", during: "request" }],
    ["before the answer", { kind: "reset", during: "beforeAnswer" }],
    ["in the middle of an answer", { kind: "reset", during: "answer" }],
    ["while idle, just as a request arrives", { kind: "idleClose" }],
  ])("%s", async (_, action) => {
    await using oracle = await startOracle();
    await using proxy = await startProxy(oracle.url, [
      { name: "break", when: { every: 5 }, action },
    ]);
    const run = await carryFixture(oracle, { to: proxy.url, retries: 20 });
    const { break: brokenCount = 0 } = (await proxy.counts()).fired;
    expect(brokenCount).toBeGreaterThan(10);
    expect(run.judgment.problems).toEqual([]);
    expect(run.summary).toMatchObject({ landed: 100, delivered: 100, failed: 0, complete: true });
    expect(run.judgment.duplicates.total).toBeLessThanOrEqual(brokenCount);
  });
});
