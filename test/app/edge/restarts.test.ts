import { describe, expect, test } from "vitest";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { listJobs } from "../../../src/index.ts";
import { runCommand } from "../../support/program/command-run.ts";

describe.skipIf(hasNoNats)("an edge that ends and begins again", () => {
  test("hands nothing over again that a broker has, and takes the answers that came meanwhile", async () => {
    await using bench = await BrokerBench.open();
    await bench.frames(12);
    const leaving = new AbortController();
    const first = bench.send({ signal: leaving.signal });
    await bench.until(async () => (await bench.counts()).frames === 12);
    leaving.abort();
    expect(await first).toMatchObject({ landed: 12, delivered: 0, pending: 12, aborted: true });
    const options = { state: bench.path("state") };
    expect(await listJobs(options)).toMatchObject([{ handedOver: 12, counts: { pending: 12 } }]);
    const status = await runCommand(["status", "--state", options.state], options.state);
    expect(status.stdout).toContain("pending 12 (12 handed over)");

    const worker = bench.work();
    await bench.until(() => bench.collector.requests.length === 12);
    await bench.until(async () => (await bench.counts()).results === 12);
    await worker.stop();

    expect(await bench.send()).toMatchObject({ landed: 12, delivered: 12, complete: true });
    expect(bench.collector.requests).toHaveLength(12);
    expect(await bench.results()).toHaveLength(12);
    expect(await listJobs(options)).toMatchObject([{ handedOver: 0, counts: { pending: 0 } }]);
    await bench.until(async () => (await bench.counts()).results === 0);
  });

  test("hands a frame over once more, under the same key, when no answer has come in time", async () => {
    await using bench = await BrokerBench.open();
    await bench.frames(3);
    const sending = bench.send({ resultTimeoutMs: 1000 });
    await bench.until(async () => (await bench.counts()).frames >= 3);
    await bench.server.kill();
    bench.server.wipe();
    await bench.server.start();
    const { openReadyNats } = await import("../../support/brokers/open-broker.ts");
    await using again = await openReadyNats(bench.server.url);
    await bench.until(async () => {
      const state = await again.state();
      return "frames" in state && Number(state.frames.count) >= 3;
    });
    bench.work();
    expect(await sending).toMatchObject({ landed: 3, delivered: 3, failed: 0 });
    const lines = await bench.results();
    expect(lines.map(({ frame }) => frame).toSorted()).toHaveLength(3);
    expect(lines.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    const keys = bench.collector.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
  });

  test("waits through an outage of the broker without using up an attempt", async () => {
    await using bench = await BrokerBench.open();
    await bench.frames(1);
    bench.work();
    expect(await bench.send()).toMatchObject({ delivered: 1 });
    await bench.frames(31);
    await bench.server.kill();
    const sending = bench.send({ retries: 0 });
    const lost: string[] = [];
    const following = (async () => {
      for await (const event of sending) {
        if (event.type === "serviceLost" || event.type === "serviceRecovered")
          lost.push(event.type);
      }
    })();
    await bench.until(() => lost.includes("serviceLost"));
    await bench.server.start();
    expect(await sending).toMatchObject({ delivered: 31, failed: 0, complete: true });
    await following;
    expect(lost).toEqual(["serviceLost", "serviceRecovered"]);
    expect((await bench.results()).every(({ attempts }) => attempts === 1)).toBe(true);
  });

  test("waits for a full stream, and loses nothing", async () => {
    await using bench = await BrokerBench.open({ plan: { maxSizeBytes: 300_000 } });
    await bench.frames(20, 40_000);
    const sending = bench.send({ retries: 0, concurrency: 20 });
    await bench.until(async () => (await bench.counts()).frames >= 5);
    bench.work();
    expect(await sending).toMatchObject({ landed: 20, delivered: 20, failed: 0 });
    expect((await bench.results()).every(({ attempts }) => attempts === 1)).toBe(true);
  });
});
