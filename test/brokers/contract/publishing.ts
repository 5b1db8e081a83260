import { describe, expect, test } from "vitest";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { QueuePlan } from "../../../src/brokers/queue-plan.ts";
import { madeReady } from "../../support/brokers/open-broker.ts";
import { sampleFrame, sampleResultMessage } from "../../support/brokers/sample-messages.ts";
import type { TestEngine } from "../../support/brokers/test-engine.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";

const never = new AbortController().signal;

/** What holds for a frame that is handed over to any broker. */
export function publishingContract(engine: TestEngine): void {
  const { open } = engine;
  const openReady = async (url: string, plan?: Partial<QueuePlan>): Promise<BrokerConnection> =>
    await madeReady(await open(url), plan);
  describe("a frame that is handed over", () => {
    test("is taken; again in the same round it is a duplicate for those who recognize it, even when it is done, and in the next one it is new", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const taken = { kind: "taken", isDuplicate: false };
      const repeated = { kind: "taken", isDuplicate: engine.recognizesRepeats };
      const acknowledgeRepeat = async (): Promise<void> => {
        if (engine.recognizesRepeats) return;
        const again = await feed.next(never);
        expect([again.message, await again.acknowledge()]).toEqual([sampleFrame(), true]);
      };
      expect(await broker.publishFrame(sampleFrame(), never)).toEqual(taken);
      expect(await broker.publishFrame(sampleFrame(), never)).toEqual(repeated);
      const feed = await broker.frames({ partition: null, signal: never });
      const held = await feed.next(never);
      expect(held.message).toEqual(sampleFrame());
      expect(held.deliveries).toBe(1);
      expect(await held.acknowledge()).toBe(true);
      await acknowledgeRepeat();
      expect(await broker.publishFrame(sampleFrame(), never)).toEqual(repeated);
      await acknowledgeRepeat();
      expect(await broker.publishFrame(sampleFrame({ round: 1 }), never)).toEqual(taken);
      expect((await feed.next(never)).message.round).toBe(1);
    });

    test("keeps names that no header and no subject could have", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const odd = sampleFrame({
        site: "Zürich 2.OG > *",
        source: "clips/a.mp4",
        path: 'ü\n\r 日本/🎥: "x"\u0001.jpg',
        image: Buffer.from([0, 13, 10, 255]),
      });
      expect(await broker.publishFrame(odd, never)).toMatchObject({ kind: "taken" });
      const feed = await broker.frames({ partition: null, signal: never });
      expect((await feed.next(never)).message).toEqual(odd);
    });

    test("is refused by a full queue, which takes more when there is space again", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url, { maxSizeBytes: 1_000_000 });
      const image = Buffer.alloc(400_000);
      const hand = async (key: string) =>
        await broker.publishFrame(sampleFrame({ key, image }), never);
      const fitting = ["a", "b", "before c"].slice(0, 2 + engine.overshoot);
      for (const key of fitting) expect(await hand(key)).toMatchObject({ kind: "taken" });
      expect(await hand("c")).toMatchObject({
        kind: "full",
        reason: expect.stringContaining("full"),
      });
      // What it has already, it takes again as a duplicate, or not at all.
      expect(await hand("a")).toMatchObject(
        engine.recognizesRepeats ? { kind: "taken", isDuplicate: true } : { kind: "full" },
      );
      const feed = await broker.frames({ partition: null, signal: never });
      await (await feed.next(never)).acknowledge();
      const taken = { kind: "taken", isDuplicate: false };
      // One that goes beyond its size tells those who publish a moment later.
      if (engine.overshoot === 0) expect(await hand("c")).toEqual(taken);
      else await expect.poll(async () => await hand("c")).toEqual(taken);
    });

    test("is dropped by a queue that drops the oldest, and never refused", async () => {
      await using server = await engine.start();
      const plan = { maxSizeBytes: 1_000_000, whenFull: "drop-oldest" } as const;
      await using broker = await openReady(server.url, plan);
      const image = Buffer.alloc(400_000);
      for (const key of ["a", "b", "c"])
        expect(await broker.publishFrame(sampleFrame({ key, image }), never)).toMatchObject({
          kind: "taken",
        });
      const feed = await broker.frames({ partition: null, signal: never });
      expect((await feed.next(never)).message.key).toBe("b");
    });

    test("is too large above the limit of the broker, whose setting is named", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      expect(broker.maxPayloadBytes).toBe(engine.tellsLimit ? 1024 * 1024 : null);
      const image = Buffer.alloc(engine.tooLargeBytes);
      expect(await broker.publishFrame(sampleFrame({ image }), never)).toEqual({
        kind: "tooLarge",
        reason: expect.stringMatching(
          /takes messages of 1048576 bytes at most, and this one has \d+$/u,
        ),
        remedy: engine.tooLargeRemedy,
      });
      expect(broker.maxPayloadBytes).toBe(1024 * 1024);
      const fits = Buffer.alloc(1024 * 1024 - 1024);
      expect(await broker.publishFrame(sampleFrame({ image: fits }), never)).toMatchObject({
        kind: "taken",
      });
    });

    test("finds no queue at a broker that nobody has set up, and is told what to do", async () => {
      await using server = await engine.start();
      await using broker = await open(server.url);
      const missing = {
        kind: "missing",
        reason: `${engine.missing(server.queue)} at ${server.url}`,
        remedy: `frameferry broker init ${server.url}`,
      };
      const publish = async () => await broker.publishFrame(sampleFrame(), never);
      expect(await forCommandLine(publish)).toEqual(missing);
      expect(await publish()).toMatchObject({
        remedy: `make it in a terminal by the command broker init, for ${server.url}`,
      });
      expect(await broker.publishResult(sampleResultMessage(), never)).toMatchObject({
        kind: "missing",
      });
      await expect(broker.frames({ partition: null, signal: never })).rejects.toMatchObject({
        code: "ERR_BROKER_NOT_SET_UP",
      });
    });

    test("goes on after a queue was deleted and made again", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      expect(await broker.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "taken" });
      await server.kill();
      await server.wipe();
      await server.start();
      await expect
        .poll(async () => (await broker.publishFrame(sampleFrame(), never)).kind)
        .toBe("missing");
      await using again = await openReady(server.url);
      expect(again.isConnected).toBe(true);
      expect(await broker.publishFrame(sampleFrame(), never)).toEqual({
        kind: "taken",
        isDuplicate: false,
      });
    });

    test("finds a broker away that was killed, at once, and is taken when it is back", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      await server.kill();
      expect(await broker.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "away" });
      expect(broker.isConnected).toBe(false);
      await server.start();
      await expect
        .poll(async () => (await broker.publishFrame(sampleFrame(), never)).kind)
        .toBe("taken");
    });

    test("finds a broker away that is killed while it is on its way, without a wait for its timeout", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      server.freeze(true);
      const publishing = broker.publishFrame(sampleFrame(), never);
      await server.kill();
      expect(await publishing).toMatchObject({ kind: "away" });
    });

    test("is called off by its signal", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      server.freeze(true);
      const controller = new AbortController();
      const publishing = broker.publishFrame(sampleFrame(), controller.signal);
      const reason = new Error("called off");
      controller.abort(reason);
      await expect(publishing).rejects.toBe(reason);
      server.freeze(false);
    });

    test("waits for nobody where a broker is away from the start, and is taken when it comes", async () => {
      await using server = await engine.start();
      await using setting = await openReady(server.url);
      expect(setting.isConnected).toBe(true);
      await server.kill();
      await using broker = await open(server.url);
      expect(broker.maxPayloadBytes).toBeNull();
      expect(await broker.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "away" });
      await server.start();
      await expect
        .poll(async () => (await broker.publishFrame(sampleFrame(), never)).kind)
        .toBe("taken");
    });
  });
}
