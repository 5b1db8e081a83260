import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { BrokerConnection, FrameFeed, HeldFrame } from "../../../src/brokers/broker.ts";
import type { PublishOutcome } from "../../../src/brokers/publish-outcome.ts";
import { leaderOf, NOT_YET, openWhenReady } from "../../support/brokers/nats-leader.ts";
import { hasNoNats, NatsCluster } from "../../support/brokers/nats-server.ts";
import { openNats } from "../../support/brokers/open-broker.ts";
import { sampleFrame } from "../../support/brokers/sample-messages.ts";

const never = new AbortController().signal;

/** Hands frames over one after the other, each until it is taken, as an edge does. */
async function publishAll(
  broker: BrokerConnection,
  keys: readonly string[],
  round = 0,
): Promise<readonly PublishOutcome[]> {
  const outcomes: PublishOutcome[] = [];
  for (const key of keys)
    for (;;) {
      const outcome = await broker.publishFrame(sampleFrame({ key, round }), never);
      outcomes.push(outcome);
      if (outcome.kind === "taken") break;
      await sleep(50);
    }
  return outcomes;
}

/**
 * Takes frames until each of them has come. What does not come is handed over once more, as edges do: after a partition, a
 * consumer of 2.9.10 may leave out frames that lie in its stream.
 */
async function expectAll(broker: BrokerConnection, keys: readonly string[]): Promise<void> {
  const feed = await openFeed(broker);
  const missing = new Set(keys);
  for (let round = 1; missing.size > 0; round += 1) {
    expect(round).toBeLessThan(MAX_ROUNDS);
    for (;;) {
      const held = missing.size === 0 ? null : await nextOrNull(feed);
      if (held === null) break;
      missing.delete(held.message.key);
      await held.acknowledge();
    }
    await publishAll(broker, [...missing], round);
  }
}

const MAX_ROUNDS = 4;
/** Longer than a frame is held for a reader that has gone. */
const PAUSE_MS = 35_000;

/** The next frame; `null` if none comes for a while. */
async function nextOrNull(feed: FrameFeed): Promise<HeldFrame | null> {
  const signal = AbortSignal.timeout(PAUSE_MS);
  try {
    return await feed.next(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return null;
  }
}

/** Nodes that have just found each other again take some seconds. */
async function openFeed(broker: BrokerConnection): Promise<FrameFeed> {
  for (;;) {
    try {
      return await broker.frames({ partition: null, signal: never });
    } catch (error) {
      if (!NOT_YET.test(String(error))) throw error;
      await sleep(200);
    }
  }
}

const keysFrom = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `key-${from + index}`);

describe.skipIf(hasNoNats)("three NATS servers", () => {
  test("lose no frame when their leader is cut off from both others, and still has clients", async () => {
    await using cluster = await NatsCluster.start({ areRoutesCuttable: true });
    await using first = await openWhenReady(cluster);
    await publishAll(first, keysFrom(0, 20));
    const name = await leaderOf(cluster);
    const leader = cluster.named(name);
    const others = cluster.servers.filter((server) => server !== leader);
    await using small = await openNats(leader.url);
    await using large = await openNats(`nats://${others.map(({ host }) => host).join(",")}/frames`);
    expect((await publishAll(small, ["key-20"])).at(-1)?.kind).toBe("taken");

    cluster.routes?.cut(cluster.servers.indexOf(leader), true);
    expect(cluster.routes?.brokenCount).toBeGreaterThan(0);
    // It takes the connection and the frame, and has nobody to agree with.
    expect((await small.publishFrame(sampleFrame({ key: "key-21" }), never)).kind).not.toBe(
      "taken",
    );
    await publishAll(large, keysFrom(22, 40));
    expect(await leaderOf(cluster, others)).not.toBe(name);
    expect((await small.publishFrame(sampleFrame({ key: "key-21" }), never)).kind).not.toBe(
      "taken",
    );

    cluster.routes?.cut(cluster.servers.indexOf(leader), false);
    await publishAll(small, ["key-21"]);
    await expectAll(first, keysFrom(0, 40));
  });

  test("lose no frame when their leader is killed; meanwhile the broker is away, and its stream is not missing", async () => {
    await using cluster = await NatsCluster.start();
    await using broker = await openWhenReady(cluster);
    const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);
    await publishAll(broker, keys.slice(0, 20));
    const leader = cluster.named(await leaderOf(cluster));
    await leader.kill();
    const outcomes = await publishAll(broker, keys.slice(20));
    // The fault is proved to have fired, and every answer of the time without a leader is an outage.
    const faults = outcomes.filter(({ kind }) => kind !== "taken");
    expect(faults.length).toBeGreaterThan(0);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(["away"]));
    // Its consumer has an election of its own, which may take longer.
    const feed = await vi.waitFor(
      async () => await broker.frames({ partition: null, signal: never }),
      { timeout: 120_000 },
    );
    const got = new Set<string>();
    while (got.size < keys.length) {
      const held = await feed.next(never);
      got.add(held.message.key);
      expect(await held.acknowledge()).toBe(true);
    }
    expect([...got].toSorted()).toEqual(keys.toSorted());
    await expect.poll(async () => await broker.state()).toMatchObject({ frames: { count: 0 } });
  });

  test("are away while two of them are, and take frames again when one is back", async () => {
    await using cluster = await NatsCluster.start();
    await using setting = await openWhenReady(cluster);
    expect(setting.isConnected).toBe(true);
    const [first, second] = cluster.servers;
    await Promise.all([first?.kill(), second?.kill()]);
    await using broker = await openNats(cluster.url);
    expect(await broker.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "away" });
    await first?.start();
    const [outcome] = (await publishAll(broker, ["key-0"])).slice(-1);
    expect(outcome?.kind).toBe("taken");
  });
});
