import { describe, expect, test } from "vitest";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { BrokerFault } from "../../../src/brokers/publish-outcome.ts";
import type { WorkerSign } from "../../../src/brokers/worker-signs.ts";
import { madeReady } from "../../support/brokers/open-broker.ts";
import { sampleSign } from "../../support/brokers/sample-messages.ts";
import type { TestEngine } from "../../support/brokers/test-engine.ts";

/** Signs of life of workers: who gets them, and what becomes of the others. */
export function signsContract(engine: TestEngine): void {
  describe("signs of workers", () => {
    test("reach all who listen, and are kept by no queue", async () => {
      await using server = await engine.start();
      await using worker = await madeReady(await engine.open(server.url));
      await using edge = await engine.open(server.url);
      await using other = await engine.open(server.url);
      const sign = sampleSign({ worker: "gpu 1/ü" });
      const announcing = setInterval(() => worker.signs.announce(sign), 50);
      try {
        const seen = await Promise.all([heardBy(edge, 3), heardBy(other, 2)]);
        expect(seen).toEqual([
          [sign, sign, sign],
          [sign, sign],
        ]);
      } finally {
        clearInterval(announcing);
      }
      expect(await edge.state()).toMatchObject({ frames: { count: 0 } });
    });

    test("come again after an outage, and a queue of another name has its own", async () => {
      await using server = await engine.start();
      await using worker = await madeReady(await engine.open(server.url));
      await using lab = await madeReady(await engine.open(server.otherUrl));
      await using edge = await engine.open(server.url);
      const announcing = setInterval(() => {
        worker.signs.announce(sampleSign());
        lab.signs.announce(sampleSign({ worker: "lab" }));
      }, 50);
      const leaving = new AbortController();
      const faults: (string | null)[] = [];
      const onFault = (fault: BrokerFault | null) => faults.push(fault?.kind ?? null);
      const signs = edge.signs.workers({ signal: leaving.signal, onFault })[Symbol.asyncIterator]();
      try {
        expect((await signs.next()).value).toEqual(sampleSign());
        await server.kill();
        await expect.poll(() => edge.isConnected).toBe(false);
        await server.start();
        const seen: string[] = [];
        for (let count = 0; count < 50; count += 1)
          seen.push(((await signs.next()).value as WorkerSign).worker);
        expect(new Set(seen)).toEqual(new Set(["gpu-1"]));
        await expect.poll(() => faults).toEqual([null, "away", null]);
      } finally {
        clearInterval(announcing);
        leaving.abort();
        await signs.return?.();
      }
    });

    test("are lost without a word where there is no connection", async () => {
      await using server = await engine.start();
      await using worker = await madeReady(await engine.open(server.url));
      await server.kill();
      await expect.poll(() => worker.isConnected).toBe(false);
      expect(() => worker.signs.announce(sampleSign())).not.toThrow();
    });
  });
}

/** The next signs that somebody hears. */
async function heardBy(broker: BrokerConnection, count: number): Promise<readonly WorkerSign[]> {
  const leaving = new AbortController();
  const seen: WorkerSign[] = [];
  for await (const sign of broker.signs.workers({ signal: leaving.signal })) {
    seen.push(sign);
    if (seen.length === count) leaving.abort();
  }
  return seen;
}
