import { afterAll, describe, expect, test } from "vitest";
import { workFrames } from "../../../src/index.ts";
import type { WorkerSign } from "../../../src/brokers/worker-signs.ts";
import { madeReady } from "../../support/brokers/open-broker.ts";
import { sampleFrame } from "../../support/brokers/sample-messages.ts";
import { TEST_ENGINES } from "../../support/brokers/test-engines.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";

const never = new AbortController().signal;

describe.each(TEST_ENGINES)("a worker at $engine.name", (engine) => {
  afterAll(async () => await engine.end());

  test.skipIf(engine.isMissing)(
    "gives a sign when it begins and one when it ends, with what it has done",
    async () => {
      await using server = await engine.start();
      await using broker = await madeReady(await engine.open(server.url));
      await using folder = await temporaryFolder();
      await using collector = await startCollector();
      const leaving = new AbortController();
      const signs: WorkerSign[] = [];
      const { promise: isListening, resolve } = Promise.withResolvers<void>();
      const hearing = (async () => {
        const feed = { signal: leaving.signal, onFault: () => resolve() };
        for await (const sign of broker.signs.workers(feed)) {
          signs.push(sign);
          if (sign.isEnding) leaving.abort();
        }
      })();
      await isListening;
      await broker.publishFrame(sampleFrame(), never);
      await workFrames({
        ...{ broker: server.url, to: `${collector.url}/predict`, state: folder.path },
        ...{ workerName: "gpu-1", maxFrames: 1 },
      });
      await hearing;
      const facts = { worker: "gpu-1", services: [`${collector.url}/predict`], held: 0, failed: 0 };
      expect(signs[0]).toMatchObject({ ...facts, delivered: 0, isEnding: false });
      expect(signs.at(-1)).toMatchObject({ ...facts, delivered: 1, isEnding: true });
      expect(signs.at(-1)?.uptimeMs).toBeGreaterThan(0);
    },
  );
});
