import { describe, expect, test } from "vitest";
import type { BrokerConnection, FrameFeed, HeldResult } from "../../../src/brokers/broker.ts";
import type { BrokerFault } from "../../../src/brokers/publish-outcome.ts";
import type { QueuePlan } from "../../../src/brokers/queue-plan.ts";
import { madeReady } from "../../support/brokers/open-broker.ts";
import { sampleFrame, sampleResultMessage } from "../../support/brokers/sample-messages.ts";
import type { TestEngine } from "../../support/brokers/test-engine.ts";
import { untilTaken } from "../../support/brokers/until-taken.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";

const never = new AbortController().signal;

async function publishKeys(broker: BrokerConnection, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const frame = sampleFrame({ key });
    await untilTaken(async () => await broker.publishFrame(frame, never));
  }
}

/** A feed of a broker that was away, and is yet to be connected to again. */
async function framesWhenBack(broker: BrokerConnection): Promise<FrameFeed> {
  await expect.poll(() => broker.isConnected).toBe(true);
  return await allFrames(broker);
}

async function allFrames(broker: BrokerConnection): Promise<FrameFeed> {
  return await broker.frames({ partition: null, signal: never });
}

/** What holds for messages that are read from any broker. */
export function readingContract(engine: TestEngine): void {
  const { open } = engine;
  const openReady = async (url: string, plan?: Partial<QueuePlan>): Promise<BrokerConnection> =>
    await madeReady(await open(url), plan);

  describe("frames that workers take", () => {
    test("are held by one worker each, in the order in which they came, and wait for no buffer", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      await using other = await open(server.url);
      const [feed, otherFeed] = [await allFrames(broker), await allFrames(other)];
      expect(feed.holdMs).toBe(engine.holdMs);
      await publishKeys(broker, "a", "b", "c");
      expect((await feed.next(never)).message.key).toBe("a");
      // Nothing but what was asked for has left the queue.
      const held = await broker.state();
      const redelivered = engine.countsRedelivered ? 0 : null;
      const counts = { ...engine.queueState({ count: 3, held: 1 }), redelivered };
      const frames = { ...counts, maxBytes: 20_000_000 };
      expect(held).toMatchObject({ frames });
      expect((await otherFeed.next(never)).message.key).toBe("b");
      expect((await feed.next(never)).message.key).toBe("c");
    });

    test("come while workers wait for them, each to one", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const feed = await allFrames(broker);
      const waiting = [feed.next(never), feed.next(never), feed.next(never)];
      await publishKeys(broker, "a", "b", "c");
      const keys = (await Promise.all(waiting)).map(({ message }) => message.key);
      expect(keys.toSorted()).toEqual(["a", "b", "c"]);
    });

    test("come again when they are given back, or when their worker has died", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      await engine.shortenHold(server, 1000);
      const feed = await allFrames(broker);
      await publishKeys(broker, "a");
      (await feed.next(never)).release();
      const dying = await open(server.url);
      const held = await (await allFrames(dying)).next(never);
      expect(held.deliveries).toBe(2);
      await dying[Symbol.asyncDispose]();
      const again = await feed.next(never);
      expect([again.message.key, again.deliveries]).toEqual(["a", 3]);
      expect(await again.acknowledge()).toBe(true);
      expect(await broker.state()).toMatchObject({
        frames: { ...engine.queueState({ count: 0, held: 0 }), oldestAgeMs: null },
      });
    });

    test("stay with a worker that extends its time, however long it takes", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      await engine.shortenHold(server, 1000);
      const feed = await allFrames(broker);
      await publishKeys(broker, "a");
      const held = await feed.next(never);
      const extending = setInterval(() => held.extend(), 200);
      const others = new AbortController();
      const next = feed.next(others.signal);
      const first = await Promise.race([
        next.then(() => "came again"),
        new Promise((resolve) => setTimeout(resolve, 3500, "stayed")),
      ]);
      clearInterval(extending);
      expect(first).toBe("stayed");
      expect(await held.acknowledge()).toBe(true);
      others.abort(new Error("enough"));
      await expect(next).rejects.toThrow("enough");
    });

    test("are given back when nobody waits for them any more", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const feed = await allFrames(broker);
      const leaving = new AbortController();
      const left = feed.next(leaving.signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      leaving.abort(new Error("leaving"));
      await expect(left).rejects.toThrow("leaving");
      // The request of the worker that left may still be open, and gets this one.
      await publishKeys(broker, "a");
      const held = await feed.next(never);
      expect([held.message.key, held.deliveries]).toEqual([
        "a",
        engine.sendsToThoseWhoLeft ? 2 : 1,
      ]);
    });

    test("go on coming after the broker was away, and after its queue was lost and made again", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const faults: (BrokerFault["kind"] | null)[] = [];
      const onFault = (fault: BrokerFault | null): number => faults.push(fault?.kind ?? null);
      const feed = await broker.frames({ partition: null, signal: never, onFault });
      const next = feed.next(never);
      await server.kill();
      await server.wipe();
      await server.start();
      await expect.poll(() => faults.at(-1)).toBe("missing");
      expect(faults).toEqual(["away", "missing"]);
      await using again = await openReady(server.url);
      await publishKeys(again, "a");
      expect((await next).message.key).toBe("a");
    });

    test("may still be acknowledged after their broker was away, or come again and are known for it", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      await publishKeys(broker, "a");
      const held = await (await allFrames(broker)).next(never);
      await server.kill();
      const acknowledging = held.acknowledge();
      await server.start();
      expect(await acknowledging).toBe(engine.holdsThroughOutages);
      if (!engine.holdsThroughOutages) {
        const again = await (await framesWhenBack(broker)).next(never);
        expect([again.message.key, again.deliveries]).toEqual(["a", 2]);
        expect(await again.acknowledge()).toBe(true);
      }
      expect(await broker.state()).toMatchObject({ frames: { count: 0 } });
    });

    test("are those of a partition, where workers take one", async () => {
      await using server = await engine.start();
      const partitions = [`${server.queue}.berlin.>`, `${server.queue}.tokyo.>`];
      await using broker = await openReady(server.url, { partitions });
      await publishKeys(broker, "b");
      const other = sampleFrame({ key: "t", site: "tokyo" });
      await untilTaken(async () => await broker.publishFrame(other, never));
      const feed = await broker.frames({ partition: `${server.queue}.tokyo.>`, signal: never });
      expect((await feed.next(never)).message.key).toBe("t");
      await expect(broker.frames({ partition: null, signal: never })).rejects.toMatchObject({
        code: "ERR_BROKER_NOT_SET_UP",
      });
      await expect(
        forCommandLine(
          async () => await broker.frames({ partition: `${server.queue}.oslo.>`, signal: never }),
        ),
      ).rejects.toMatchObject({
        remedy: expect.stringContaining(`--partition '${server.queue}.oslo.>'`),
      });
    });

    test("are no messages of others, which are removed with a word", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      await engine.publishForeign(server, `${server.queue}.berlin.cam1`);
      const said: string[] = [];
      const onForeign = (words: string): number => said.push(words);
      const feed = await broker.frames({ partition: null, signal: never, onForeign });
      await publishKeys(broker, "a");
      expect((await feed.next(never)).message.key).toBe("a");
      expect(said).toEqual([expect.stringContaining(`${server.queue}.berlin.cam1`)]);
      expect(await broker.state()).toMatchObject({
        frames: engine.queueState({ count: 1, held: 1 }),
      });
    });
  });

  describe("results that an edge takes", () => {
    test("are its own, each until it is acknowledged, and outlive an edge that is away", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const odd = sampleResultMessage({ response: '{"id":12345678901234567890}', key: "odd" });
      await untilTaken(async () => await broker.publishResult(odd, never));
      const other = sampleResultMessage({ edge: "edge-2" });
      await untilTaken(async () => await broker.publishResult(other, never));
      if (engine.recognizesRepeats)
        expect(await broker.publishResult(odd, never)).toEqual({
          kind: "taken",
          isDuplicate: true,
        });
      const first = await resultsOf(broker, 1);
      expect(first.map(({ message }) => message)).toEqual([odd]);
      expect(await first[0]?.acknowledge()).toBe(true);
      const next = sampleResultMessage({ key: "later" });
      await untilTaken(async () => await broker.publishResult(next, never));
      const [later] = await resultsOf(broker, 1);
      expect(later?.message.key).toBe("later");
      expect(await broker.state()).toMatchObject({
        results: { count: engine.queueState({ count: 2, held: 1 }).count },
      });
    });

    test("come by the hundred, each once", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
      await Promise.all(keys.map(async (key) => await publishedResult(broker, key)));
      const results = await resultsOf(broker, keys.length);
      expect(results.map(({ message }) => message.key).toSorted()).toEqual(keys.toSorted());
      expect(await broker.state()).toMatchObject({ results: { count: 0 } });
    });

    test("go on coming after everything was lost and made again", async () => {
      await using server = await engine.start();
      await using broker = await openReady(server.url);
      const ending = new AbortController();
      const results = broker.results("edge-1", { signal: ending.signal })[Symbol.asyncIterator]();
      const next = results.next();
      await publishedResult(broker, "a");
      await (await next).value?.acknowledge();
      const after = results.next();
      await server.kill();
      await server.wipe();
      await server.start();
      await using again = await openReady(server.url);
      await publishedResult(again, "b");
      expect((await after).value?.message.key).toBe("b");
      ending.abort();
      expect((await results.next()).done).toBe(true);
    });
  });
}

async function publishedResult(broker: BrokerConnection, key: string): Promise<void> {
  const result = sampleResultMessage({ key });
  await untilTaken(async () => await broker.publishResult(result, never));
}

/** The first results for `edge-1`, acknowledged but for a single one. */
async function resultsOf(broker: BrokerConnection, count: number): Promise<readonly HeldResult[]> {
  const ending = new AbortController();
  const results: HeldResult[] = [];
  for await (const result of broker.results("edge-1", { signal: ending.signal })) {
    results.push(result);
    if (count > 1) expect(await result.acknowledge()).toBe(true);
    if (results.length === count) break;
  }
  ending.abort();
  return results;
}
