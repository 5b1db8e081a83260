import { describe, expect, test } from "vitest";
import { loadNats } from "../../../src/brokers/nats/nats-packages.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { openReadyNats } from "../../support/brokers/open-broker.ts";
import { startCommand } from "../../support/program/command-run.ts";
import { preloaded } from "../../support/program/preloaded.ts";

const FRAMES = 60;

async function removeStream(host: string): Promise<void> {
  const { transport, jetStream } = await loadNats();
  const client = await transport.connect({ servers: host });
  expect(await (await jetStream.jetstreamManager(client)).streams.delete("FRAMES")).toBe(true);
  await client.close();
}

describe.skipIf(hasNoNats)("a stream that is removed and made again", () => {
  test("costs no frame, beside a worker whose clock is an hour off", async () => {
    await using bench = await BrokerBench.open({ answer: () => ({ delayMs: 50 }) });
    await bench.frames(FRAMES);
    await using worker = startCommand(
      [
        ...["work", bench.server.url, "--to", `${bench.collector.url}/predict`],
        ...["--concurrency", "2", "--worker-name", "late"],
      ],
      bench.path("late"),
      preloaded("jumping-clock.ts", {}),
    );
    const sending = bench.send({ concurrency: 20, resultTimeoutMs: 3000 });
    await bench.until(() => bench.collector.requests.length >= 5);
    worker.process.kill("SIGUSR2");
    await bench.until(() => bench.collector.requests.length >= 15);
    await removeStream(bench.server.host);
    await using again = await openReadyNats(bench.server.url);
    expect(again.isConnected).toBe(true);
    expect(await sending).toMatchObject({ landed: FRAMES, delivered: FRAMES, failed: 0 });
    expect(new Set(bench.seen).size).toBe(FRAMES);
    const lines = await bench.results();
    expect(new Set(lines.map(({ frame }) => frame)).size).toBe(FRAMES);
    expect(lines).toHaveLength(FRAMES);
    expect((await worker.stop("SIGTERM")).exitCode).toBe(0);
  });
});
