import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { collectResults, type FrameResult } from "../../../src/index.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats, NatsServer } from "../../support/brokers/nats-server.ts";
import { openReadyNats } from "../../support/brokers/open-broker.ts";
import { sampleResultMessage } from "../../support/brokers/sample-messages.ts";
import { resultLines } from "../../support/results/result-lines.ts";

const never = new AbortController().signal;

/** Hands results of frames over as workers do: `count` of them, and each of `twice` in a further round. */
async function publish(
  url: string,
  {
    count,
    twice = [],
    site = "berlin",
  }: { count: number; twice?: readonly number[]; site?: string },
): Promise<void> {
  await using broker = await openReadyNats(url);
  const result = (at: number, round: number): ReturnType<typeof sampleResultMessage> => {
    const frame = { site, source: "cam1", path: `${at}.jpg`, index: at, ptsSeconds: at / 25 };
    const key = `${site}-${at}`;
    return sampleResultMessage({ key, round, frame: { ...frame, capturedAt: null } });
  };
  for (let at = 0; at < count; at += 1)
    expect(await broker.publishResult(result(at, 0), never)).toMatchObject({ kind: "taken" });
  for (const at of twice)
    expect(await broker.publishResult(result(at, 1), never)).toMatchObject({ kind: "taken" });
}

describe.skipIf(hasNoNats)("results at a broker", () => {
  test("that it holds are read, one for each frame, and stay for the edge that waits for them", async () => {
    await using bench = await BrokerBench.open();
    await publish(bench.server.url, { count: 30, twice: [3, 7] });
    const file = bench.path("collected.jsonl");
    const options = { broker: bench.server.url, results: file };
    expect(await collectResults(options)).toEqual({
      ...{ frames: 30, delivered: 30, failed: 0, repeated: 2, unnamed: 0 },
    });
    expect((await bench.counts()).results).toBe(32);
    const lines = await resultLines(file);
    expect(lines.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, at) => at));
    expect(lines[3]).toEqual({
      ...{ source: "cam1", site: "berlin", frame: "3.jpg", index: 3, ptsSeconds: 0.12 },
      ...{ outcome: "delivered", service: "http://gpu:8000/predict", status: 200, attempts: 1 },
      ...{ latencyMs: 12.5, response: { found: 1 }, predictions: null, reason: null },
      worker: {
        ...{ name: "gpu-1", service: "http://gpu:8000/predict", attempts: 1, latencyMs: 12.5 },
      },
    });
    const taken: string[] = [];
    const leaving = new AbortController();
    for await (const held of bench.broker.results("edge-1", { signal: leaving.signal })) {
      taken.push(held.message.key);
      await held.acknowledge();
      if (taken.length === 32) leaving.abort();
    }
    expect(new Set(taken).size).toBe(30);
  });

  test("that come while they are followed are read beside their edge, and both get all of them", async () => {
    await using bench = await BrokerBench.open({
      answer: ({ number }) => (number === 5 ? { status: 422, body: '{"bad":1}' } : {}),
    });
    await bench.frames(40);
    const leaving = new AbortController();
    const seen: FrameResult[] = [];
    const following = collectResults({
      ...{ broker: bench.server.url, follow: true, signal: leaving.signal },
      onResult: (result) => void seen.push(result),
    });
    bench.work({ workerName: "gpu-7" });
    expect(await bench.send()).toMatchObject({ landed: 40, delivered: 39, failed: 1 });
    await bench.until(() => seen.length === 40);
    leaving.abort();
    expect(await following).toMatchObject({ frames: 40, delivered: 39, failed: 1, unnamed: 0 });
    const facts = ({ frame, index, outcome, status, response, worker }: FrameResult): object => ({
      ...{ frame, index, outcome, status, response, worker },
    });
    const byFrame = (lines: readonly FrameResult[]): readonly object[] =>
      lines.toSorted((one, other) => one.frame.localeCompare(other.frame)).map(facts);
    expect(byFrame(seen)).toEqual(byFrame(await bench.results()));
    expect(seen[0]?.worker).toMatchObject({ name: "gpu-7", attempts: 1 });
  });

  test("go on coming after the broker was killed, without a second line for what is still there", async () => {
    await using bench = await BrokerBench.open();
    const warnings: string[] = [];
    const seen: string[] = [];
    const leaving = new AbortController();
    const following = collectResults({
      ...{ broker: bench.server.url, follow: true, signal: leaving.signal },
      onResult: ({ frame }) => void seen.push(frame),
      onWarning: (message) => void warnings.push(message),
    });
    await publish(bench.server.url, { count: 5 });
    await bench.until(() => seen.length === 5);
    await bench.server.kill();
    await bench.until(() => warnings.length === 1);
    await bench.server.start();
    await publish(bench.server.url, { count: 8 });
    await bench.until(() => seen.length === 8);
    leaving.abort();
    await following;
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((at) => `${at}.jpg`));
    expect(warnings).toEqual([
      expect.stringMatching(/is lost; start the broker/u),
      "the broker is back; what edges took meanwhile is missed",
    ]);
  });

  test("of one site can be had alone, and a reader that fails ends the reading", async () => {
    await using bench = await BrokerBench.open();
    await publish(bench.server.url, { count: 3 });
    await publish(bench.server.url, { count: 2, site: "oslo" });
    const sites: (string | undefined)[] = [];
    const broker = bench.server.url;
    await collectResults({ broker, site: "oslo", onResult: ({ site }) => void sites.push(site) });
    expect(sites).toEqual(["oslo", "oslo"]);
    const failing = collectResults({
      ...{ broker, follow: true },
      onResult: async () => await writeFile("/nowhere/at/all", ""),
    });
    await expect(failing).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("cannot be read where there is no broker, or nobody has set it up", async () => {
    await expect(collectResults({ broker: "nats://127.0.0.1:1/frames" })).rejects.toMatchObject({
      code: "ERR_BROKER_AWAY",
    });
    await using server = await NatsServer.start();
    await expect(collectResults({ broker: server.url, follow: true })).rejects.toMatchObject({
      code: "ERR_BROKER_NOT_SET_UP",
    });
  });
});
