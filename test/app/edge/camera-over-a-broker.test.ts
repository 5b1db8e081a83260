import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../../src/core/summary.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { saysSo } from "../../support/cameras/camera-run.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { startCommand } from "../../support/program/command-run.ts";
import { resultLines } from "../../support/results/result-lines.ts";

describe.skipIf(hasNoNats)("a camera over a broker", () => {
  test("drops its oldest frames while the stream is full, tells its own silence, and its counts add up", async () => {
    await using camera = await RtspCamera.open();
    await using bench = await BrokerBench.open({ plan: { maxSizeBytes: 60_000 } });
    const results = bench.path("results.jsonl");
    const words = ["run", `rtsp://${camera.host}/live`, "--to", bench.server.url];
    const policy = [
      "--fire-and-forget",
      "--when-full",
      "drop-oldest",
      "--max-backlog",
      "5",
      "-c",
      "4",
    ];
    const output = ["--stall", "2s", "--results", results, "--json"];
    await using run = startCommand([...words, ...policy, ...output], bench.path("state"));
    // Nobody takes frames, and so the stream is full.
    await saysSo(run, "is full");
    const countOf = async (outcome: string): Promise<number> =>
      (await resultLines(results)).filter((line) => line.outcome === outcome).length;
    await bench.until(async () => (await countOf("dropped")) > 5);
    const before = await countOf("delivered");
    bench.work();
    await bench.until(async () => (await countOf("delivered")) > before + 5);
    camera.isStalled = true;
    // The answers fit into the queue of results only because the edge takes them away.
    await bench.until(async () => {
      const { frames, results: answers } = await bench.counts();
      return frames + answers === 0;
    });
    // Not all that are delivered: NATS 2.9.10 may remove one that it has acknowledged when its stream becomes full.
    expect(bench.collector.requests.length).toBeGreaterThan(before);
    await saysSo(run, "sends no frames, connecting again and again: ");
    const { exitCode, stdout, stderr } = await run.stop("SIGTERM");
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const summary = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as RunSummary;
    const { landed, delivered, failed, skipped, dropped, pending } = summary;
    expect({ failed, pending }).toEqual({ failed: 0, pending: 0 });
    expect(landed).toBe(delivered + failed + skipped + dropped);
    expect(delivered).toBe(await countOf("delivered"));
    expect(dropped).toBe(await countOf("dropped"));
  });
});
