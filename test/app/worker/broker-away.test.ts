import { describe, expect, test } from "vitest";
import { BrokerBench, type BenchWorker } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";

/** Collects what a worker warns of. */
function warningsOf({ run }: BenchWorker): readonly string[] {
  const warnings: string[] = [];
  void (async () => {
    for await (const event of run) if (event.type === "warningRaised") warnings.push(event.message);
  })().catch(() => {});
  return warnings;
}

describe.skipIf(hasNoNats)("a worker whose broker goes away", () => {
  test("is not idle meanwhile, and brings its answers back when the broker is back", async () => {
    await using bench = await BrokerBench.open({ answer: () => ({ delayMs: 700 }) });
    await bench.frames(3);
    const sending = bench.send();
    await bench.until(async () => (await bench.counts()).frames === 3);
    const worker = bench.work({ untilIdleMs: 4000, concurrency: 3 });
    const warnings = warningsOf(worker);
    let hasEnded = false;
    worker.run.then(
      () => (hasEnded = true),
      () => (hasEnded = true),
    );
    await bench.until(() => bench.collector.requests.length === 3);
    await bench.server.kill();
    await bench.until(() => warnings.some((words) => /start the broker/u.test(words)));
    // Longer than it may be idle, and than its end waits for the broker.
    await new Promise((resolve) => setTimeout(resolve, 16_000));
    expect(hasEnded).toBe(false);
    await bench.server.start();
    const { delivered, pending, complete, problems } = await worker.run;
    expect({ pending, complete, problems }).toEqual({ pending: 0, complete: true, problems: [] });
    // A broker that was killed may hand out once more what it had handed out.
    expect(delivered).toBeGreaterThanOrEqual(3);
    expect(await sending).toMatchObject({ delivered: 3, complete: true });
  });

  test("says how many answers it could not bring back, and not that its counts disagree", async () => {
    await using bench = await BrokerBench.open({ answer: () => ({ delayMs: 700 }) });
    await bench.frames(3);
    const leaving = new AbortController();
    const sending = bench.send({ signal: leaving.signal });
    const worker = bench.work({ maxFrames: 3, concurrency: 3 });
    await bench.until(() => bench.collector.requests.length === 3);
    await bench.server.kill();
    const { landed, delivered, pending, complete, problems } = await worker.run;
    expect({ landed, delivered, pending, complete }).toEqual({
      ...{ landed: 3, delivered: 0, pending: 3, complete: false },
    });
    expect(problems).toMatchObject([{ code: "ERR_BROKER_AWAY", kind: "service" }]);
    expect(problems[0]?.message).toContain("3 results could not be brought back");
    await bench.server.start();
    bench.work();
    expect(await sending).toMatchObject({ delivered: 3, complete: true });
  });
});
