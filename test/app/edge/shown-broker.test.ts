import { describe, expect, test } from "vitest";
import type { Run } from "../../../src/index.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { Scrape } from "../../support/metrics/scrape.ts";

const METRICS = { host: "127.0.0.1", port: 0 };

describe.skipIf(hasNoNats)("metrics beside a broker", () => {
  test("show at an edge and at a worker what waits, who works, and what was handed out again", async () => {
    await using bench = await BrokerBench.open({ answer: () => ({ delayMs: 20_000 }) });
    await bench.frames(3);
    const leaving = new AbortController();
    const edge = bench.send({ metrics: METRICS, signal: leaving.signal });
    const edgeMetrics = scraped(edge);
    await bench.until(async () => (await bench.counts()).frames === 3);
    // Somebody takes a frame, and gives it back.
    const feed = await bench.broker.frames({ partition: null, signal: leaving.signal });
    (await feed.next(leaving.signal)).release();
    const worker = bench.work({ metrics: METRICS, workerName: "gpu-1", concurrency: 3 });
    const workerMetrics = scraped(worker.run);
    await bench.until(() => bench.collector.requests.length === 3);
    for (const metrics of [edgeMetrics, workerMetrics]) {
      await expect
        .poll(async () => {
          const text = await metrics();
          const frames = { queue: "frames" };
          return {
            up: text.sum("frameferry_broker_up"),
            workers: text.sum("frameferry_broker_workers"),
            messages: text.sum("frameferry_broker_queue_messages", frames),
            held: text.sum("frameferry_broker_queue_held", frames),
            redelivered: text.sum("frameferry_broker_queue_redelivered", frames),
          };
        })
        .toEqual({ up: 1, workers: 1, messages: 3, held: 3, redelivered: 1 });
    }
    const atEdge = await edgeMetrics();
    expect(atEdge.sum("frameferry_broker_queue_age_seconds", { queue: "frames" })).toBeGreaterThan(
      0,
    );
    expect(atEdge.sum("frameferry_broker_acknowledgement_seconds_count")).toBe(3);
    expect((await workerMetrics()).sum("frameferry_broker_taken_again_total")).toBe(1);
    await bench.server.kill();
    await expect.poll(async () => (await edgeMetrics()).sum("frameferry_broker_up")).toBe(0);
    expect((await edgeMetrics()).of("frameferry_broker_queue_messages")).toEqual([]);
    leaving.abort();
    await edge.catch(() => {});
  });
});

/** Reads the metrics of a run, once it has told where they are. */
function scraped(run: Run): () => Promise<Scrape> {
  const { promise, resolve } = Promise.withResolvers<string>();
  void (async () => {
    for await (const event of run) if (event.type === "monitoringStarted") resolve(event.url);
  })().catch(() => {});
  return async () => new Scrape(await (await fetch(await promise)).text());
}
