import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { runVideo } from "../../../src/index.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";

const oneToAll = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const sorted = (numbers: readonly (number | null)[]): readonly (number | null)[] =>
  numbers.toSorted((one, other) => (one ?? -1) - (other ?? -1));

describe.skipIf(hasNoNats)("frames over a broker", () => {
  test("two workers share the frames of an edge, and each has one answer where it landed", async () => {
    await using bench = await BrokerBench.open();
    const folder = await bench.frames(40);
    bench.work({ workerName: "one" });
    bench.work({ workerName: "two" });
    const summary = await bench.send();
    expect(summary).toMatchObject({ landed: 40, delivered: 40, failed: 0, complete: true });
    expect(sorted(bench.seen)).toEqual(oneToAll(40));
    const lines = await bench.results();
    expect(lines.map(({ frame }) => frame).toSorted()).toEqual((await readdir(folder)).toSorted());
    expect(lines[0]).toMatchObject({
      ...{ outcome: "delivered", service: bench.server.url, status: 200, attempts: 1 },
      response: { ok: true },
    });
    await bench.until(async () => {
      const { frames, results } = await bench.counts();
      return frames + results === 0;
    });
  });

  test("the service gets the keys and the metadata that it would get without a broker", async () => {
    await using bench = await BrokerBench.open();
    await bench.frames(1);
    const direct = await bench.send({
      ...{ to: `${bench.collector.url}/direct`, metadata: true, site: null },
    });
    expect(direct.delivered).toBe(1);
    bench.work({ metadata: true });
    expect((await bench.send()).delivered).toBe(1);
    const [one, other] = bench.collector.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(other).toBe(one);
  });

  test("what fails at the service is listed at the edge, and sent again from there", async () => {
    let isFixed = false;
    await using bench = await BrokerBench.open({
      answer: ({ number }) => (number === 3 && !isFixed ? { status: 422, body: '{"bad":1}' } : {}),
    });
    await bench.frames(6);
    bench.work();
    const { failed, delivered, failures } = await bench.send();
    expect({ failed, delivered }).toEqual({ failed: 1, delivered: 5 });
    expect(failures[0]?.reason).toContain("422");
    isFixed = true;
    const { resubmitFrames, listFailures } = await import("../../../src/index.ts");
    const state = bench.path("state");
    const listed = await listFailures({ sources: [bench.path("in")], state });
    expect(listed[0]?.failures).toMatchObject([{ status: 422 }]);
    const [again] = await resubmitFrames({ sources: [bench.path("in")], state });
    expect(again).toMatchObject({ delivered: 1, failed: 0 });
  });

  test("an image that is larger than the broker takes fails with the setting to change", async () => {
    await using bench = await BrokerBench.open({ lines: ["max_payload: 20000"] });
    await bench.frames(1, 40_000);
    const { failed, failures } = await bench.send();
    expect(failed).toBe(1);
    expect(failures[0]?.reason).toMatch(/at most.*max_payload/u);
  });

  test("a video that is interrupted goes on, and nothing of it is handed over twice", async () => {
    await using bench = await BrokerBench.open();
    const options = {
      ...{ video: fixtureVideoPath(CFR_VIDEO.fileName), to: bench.server.url },
      ...{ every: 5, state: bench.path("state"), results: bench.path("video.jsonl") },
    };
    const leaving = new AbortController();
    const first = runVideo({ ...options, signal: leaving.signal });
    await bench.until(async () => (await bench.counts()).frames >= 3);
    leaving.abort();
    const { delivered, job } = await first;
    expect(delivered).toBe(0);
    const spool = bench.path("state", "jobs", job, "frames");
    bench.work();
    const { landed, delivered: answered, complete, sliced } = await runVideo(options);
    expect({ answered, complete }).toEqual({ answered: landed, complete: true });
    expect(bench.collector.requests).toHaveLength(landed);
    expect(sliced).not.toBeNull();
    expect(await readdir(spool).catch(() => [])).toEqual([]);
  });

  test("fire and forget counts what the broker has as delivered, without an answer", async () => {
    await using bench = await BrokerBench.open();
    await bench.frames(5);
    const summary = await bench.send({ fireAndForget: true });
    expect(summary).toMatchObject({ delivered: 5, complete: true });
    expect(await bench.counts()).toEqual({ frames: 5, results: 0 });
    expect((await bench.results())[0]).toMatchObject({ status: 202, response: null });
  });
});
