import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { Run } from "../../../src/index.ts";
import { BrokerBench } from "../../support/brokers/broker-bench.ts";
import { leaderOf, letLead, openWhenReady } from "../../support/brokers/nats-leader.ts";
import { hasNoNats, NatsCluster } from "../../support/brokers/nats-server.ts";
import { openNats } from "../../support/brokers/open-broker.ts";
import { sampleFrame } from "../../support/brokers/sample-messages.ts";
import { type SmallDisk, smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";

const never = new AbortController().signal;
const FRAME_BYTES = 60_000;
const FRAMES = 60;
const MEBIBYTE = 1024 * 1024;
const SILENT =
  /has not answered in time: .*its disk is full; free some of it, and start the server/u;

/** Collects what an edge says. */
function wordsOf(run: Run): readonly string[] {
  const words: string[] = [];
  void (async () => {
    for await (const event of run) words.push(JSON.stringify(event));
  })().catch(() => {});
  return words;
}

async function freeBytes({ path }: SmallDisk): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Hands over frames with these numbers, until one is not taken. @returns its number and why; `null` if all are. */
async function firstRefused(
  broker: BrokerConnection,
  from: number,
): Promise<{ readonly number: number; readonly reason: string } | null> {
  for (let number = from; number < FRAMES; number += 1) {
    const message = { ...sampleFrame({ key: `key-${number}` }), image: Buffer.alloc(FRAME_BYTES) };
    const outcome = await broker.publishFrame(message, never);
    if (outcome.kind !== "taken") return { number, reason: outcome.reason };
  }
  return null;
}

describe.skipIf(hasNoNats || (await whyNoSmallDisk()) !== undefined)("a full disk", () => {
  test("of the only server makes its edge wait, without an attempt, until there is room and the server was started again", async () => {
    await using disk = await smallDisk(2 * MEBIBYTE);
    await using bench = await BrokerBench.open({ storeFolder: join(disk.path, "store") });
    await bench.frames(FRAMES, FRAME_BYTES);
    const sending = bench.send({ retries: 0 });
    const words = wordsOf(sending);
    await bench.until(() => words.some((said) => SILENT.test(said)));
    expect(await freeBytes(disk)).toBeLessThan(2 * FRAME_BYTES);
    // It still takes connections, and those who look are told the same.
    await using other = await openNats(bench.server.url);
    expect(await other.examine()).toMatchObject({
      ...{ kind: "away", reason: expect.stringMatching(SILENT) },
    });
    expect(await other.state()).toMatchObject({ reason: expect.stringMatching(SILENT) });
    await disk.resize(20 * MEBIBYTE);
    await bench.server.kill();
    await bench.server.start();
    bench.work();
    const counts = { landed: FRAMES, delivered: FRAMES, failed: 0, complete: true };
    expect(await sending).toMatchObject(counts);
    const lines = await bench.results();
    expect(lines.map(({ attempts }) => attempts)).toEqual(lines.map(() => 1));
    expect(new Set(bench.seen).size).toBe(FRAMES);
  });

  test("of the node that leads the stream stops all, until that node is stopped; then both others go on, and nothing is lost", async () => {
    await using disk = await smallDisk(2 * MEBIBYTE);
    const onDisk = { storeFolder: join(disk.path, "store") };
    await using cluster = await NatsCluster.start({}, [{}, {}, onDisk]);
    await using broker = await openWhenReady(cluster);
    await letLead(cluster, "n3");
    const refused = await firstRefused(broker, 0);
    expect(refused?.reason).toMatch(SILENT);
    expect(await freeBytes(disk)).toBeLessThan(2 * FRAME_BYTES);
    const node = cluster.named("n3");
    await node.kill();
    let next = refused?.number ?? 0;
    await expect
      .poll(async () => {
        next = (await firstRefused(broker, next))?.number ?? FRAMES;
        return next;
      })
      .toBe(FRAMES);
    expect(await leaderOf(cluster, cluster.servers.slice(0, 2))).not.toBe("n3");
    await disk.resize(20 * MEBIBYTE);
    await node.start();
    const count = async () => {
      const state = await broker.state();
      return "kind" in state ? state.reason : state.frames.count;
    };
    await expect.poll(count).toBe(FRAMES);
  });
});
