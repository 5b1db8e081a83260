import { afterAll, describe, expect, test } from "vitest";
import { BrokerLook } from "../../../src/app/brokers/broker-look.ts";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import { madeReady } from "../../support/brokers/open-broker.ts";
import { sampleFrame, sampleSign } from "../../support/brokers/sample-messages.ts";
import { TEST_ENGINES } from "../../support/brokers/test-engines.ts";

const never = new AbortController().signal;

describe.each(TEST_ENGINES)("a look at $engine.name", (engine) => {
  afterAll(async () => await engine.end());

  test.skipIf(engine.isMissing)(
    "shows queues and workers, a broker that is away or frozen as away, and all of it again afterwards",
    async () => {
      await using server = await engine.start();
      await using broker = await madeReady(await engine.open(server.url));
      for (const key of ["a", "b"]) await broker.publishFrame(sampleFrame({ key }), never);
      const announcing = setInterval(() => broker.signs.announce(sampleSign()), 100);
      await using connection = await engine.open(server.url);
      await using look = new BrokerLook({ connection, clock: systemClock });
      const { view } = look;
      try {
        expect(view.trouble()).toContain("has not been asked yet");
        expect(view.queues()).toBeNull();
        const seen = () => [
          view.trouble(),
          view.queues()?.frames.messages,
          view.workers()?.map(({ name }) => name),
        ];
        await expect.poll(seen).toEqual([null, 2, ["gpu-1"]]);
        const { byteLength, oldestAgeSeconds } = view.queues()?.frames ?? {};
        // RabbitMQ tells neither to clients.
        expect(byteLength === null).toBe(oldestAgeSeconds === null);
        server.freeze(true);
        await expect.poll(view.trouble).toMatch(/has not answered in time|cannot/u);
        expect(view.queues()).toBeNull();
        server.freeze(false);
        await expect.poll(seen).toEqual([null, 2, ["gpu-1"]]);
        await server.kill();
        await expect.poll(view.trouble).toMatch(/cannot be reached/u);
        await expect.poll(view.workers).toBeNull();
        expect(view.queues()).toBeNull();
        await server.start();
        await expect.poll(seen).toEqual([null, 2, ["gpu-1"]]);
      } finally {
        clearInterval(announcing);
      }
    },
  );
});
