import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { FrameResult } from "../../../src/index.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { openReadyNats } from "../../support/brokers/open-broker.ts";
import { dyingAfterFlush, framesAhead } from "../../support/results/die-after-flush.ts";
import { type CommandRun, startCommand } from "../../support/program/command-run.ts";

const FRAMES = 150;
/** Frames that may be handed over and unanswered at once. */
const WINDOW = 20;
/** Frames that a worker holds at most: twice its requests at once, and one that it has just taken. */
const HELD = 9;

describe.skipIf(hasNoNats)("edge, workers and broker that are killed", () => {
  test("lose no frame, and repeat no more than was in flight", async () => {
    await using bench = await BrokerBench.open({ answer: () => ({ delayMs: 60 }) });
    const folder = await bench.frames(FRAMES);
    const { url } = bench.server;
    const startEdge = (environment: NodeJS.ProcessEnv = {}): CommandRun =>
      startCommand(
        [
          ...["send", folder, "--to", url, "--results", bench.path("results.jsonl")],
          ...["--concurrency", String(WINDOW), "--result-timeout", "8s"],
        ],
        bench.path("edge-home"),
        environment,
      );
    const startWorker = (): CommandRun =>
      startCommand(
        ["work", url, "--to", `${bench.collector.url}/predict`, "--concurrency", "4"],
        bench.path("worker-home"),
      );
    const answered = async (count: number): Promise<void> =>
      await bench.until(() => bench.collector.requests.length >= count);
    const kill = async (run: CommandRun): Promise<void> => {
      expect(run.process.exitCode).toBeNull();
      expect((await run.stop("SIGKILL")).exitCode).toBeNull();
    };

    await using firstEdge = startEdge(dyingAfterFlush(5));
    await using firstWorker = startWorker();
    await using otherWorker = startWorker();
    await answered(20);
    await kill(firstWorker);
    await using laterWorker = startWorker();
    // These have their line, and their answers come once more.
    const ahead = framesAhead(firstEdge, bench.path("results.jsonl"), bench.path("edge-home"));
    expect(await ahead).not.toEqual([]);
    await using edge = startEdge();
    await answered(75);
    await bench.server.kill();
    await bench.server.start();
    await answered(95);
    await bench.server.kill();
    bench.server.wipe();
    await bench.server.start();
    await using again = await openReadyNats(url);
    expect(again.isConnected).toBe(true);

    const { exitCode, stderr } = await edge.ended;
    expect(stderr).toContain("delivered");
    expect(exitCode).toBe(0);
    expect(new Set(bench.seen).size).toBe(FRAMES);
    const repeated = bench.seen.length - FRAMES;
    // Of the worker and of the edge that were killed, and of the broker that was killed and that lost everything.
    expect(repeated).toBeLessThanOrEqual(HELD + WINDOW + 2 * HELD + WINDOW);

    const text = await readFile(bench.path("results.jsonl"), "utf8");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as FrameResult);
    expect(new Set(lines.map(({ frame }) => frame)).size).toBe(FRAMES);
    expect(lines).toHaveLength(FRAMES);
    for (const worker of [otherWorker, laterWorker])
      expect((await worker.stop("SIGTERM")).exitCode).toBe(0);
  });
});
