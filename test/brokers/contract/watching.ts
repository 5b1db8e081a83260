import { describe, expect, test } from "vitest";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { BrokerFault } from "../../../src/brokers/publish-outcome.ts";
import { madeReady } from "../../support/brokers/open-broker.ts";
import { sampleResultMessage } from "../../support/brokers/sample-messages.ts";
import type { TestEngine } from "../../support/brokers/test-engine.ts";
import { untilTaken } from "../../support/brokers/until-taken.ts";

const never = new AbortController().signal;

/** Results that are read beside their edges: all of them, and none is taken from anybody. */
export function watchingContract(engine: TestEngine): void {
  describe("results beside their edges", () => {
    test("are shown as often as they are asked for, and still come to their edge", async () => {
      await using server = await engine.start();
      await using broker = await madeReady(await engine.open(server.url));
      const keys = await published(broker, ["a", "b", "c"]);
      await using reader = await engine.open(server.url);
      await expect.poll(async () => await shown(reader)).toEqual(keys);
      expect(await shown(reader)).toEqual(keys);
      await takeAll(broker, keys);
      expect(await shown(reader)).toEqual(engine.showsTaken ? keys : []);
    });

    test("are followed through an outage, and a queue of another name has its own", async () => {
      await using server = await engine.start();
      await using broker = await madeReady(await engine.open(server.url));
      await using lab = await madeReady(await engine.open(server.otherUrl));
      await using reader = await engine.open(server.url);
      const leaving = new AbortController();
      const faults: (string | null)[] = [];
      const onFault = (fault: BrokerFault | null) => faults.push(fault?.kind ?? null);
      const feed = { follow: true, signal: leaving.signal, onFault };
      const seen = new Set<string>();
      const following = (async () => {
        for await (const { key } of reader.watch.results(feed)) seen.add(key);
      })();
      await published(lab, ["lab"]);
      await published(broker, ["a", "b"]);
      await expect.poll(() => [...seen].toSorted()).toEqual(["a", "b"]);
      await server.kill();
      await expect.poll(() => faults).toEqual([null, "away"]);
      await server.start();
      await published(broker, ["c"]);
      await expect.poll(() => [...seen].toSorted()).toEqual(["a", "b", "c"]);
      leaving.abort();
      await following;
      expect(faults).toEqual([null, "away", null]);
    });

    test("are missing where nobody has set the broker up", async () => {
      await using server = await engine.start();
      await using reader = await engine.open(server.url);
      const leaving = new AbortController();
      const faults: (BrokerFault | null)[] = [];
      const onFault = (fault: BrokerFault | null) => {
        faults.push(fault);
        leaving.abort();
      };
      const feed = { follow: false, signal: leaving.signal, onFault };
      for await (const { key } of reader.watch.results(feed)) expect.fail(`${key} came`);
      expect(faults).toMatchObject([
        { kind: "missing", remedy: expect.stringContaining("broker init") },
      ]);
    });
  });
}

/** Publishes results, each until it is taken. @returns their keys. */
async function published(
  broker: BrokerConnection,
  keys: readonly string[],
): Promise<readonly string[]> {
  for (const key of keys)
    await untilTaken(async () => await broker.publishResult(sampleResultMessage({ key }), never));
  return keys;
}

/** Keys of the results that are shown now. */
async function shown(broker: BrokerConnection): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of broker.watch.results({ follow: false, signal: never }))
    keys.push(key);
  return keys;
}

/** Takes results as their edge does, until each has come. */
async function takeAll(broker: BrokerConnection, keys: readonly string[]): Promise<void> {
  const missing = new Set(keys);
  const leaving = new AbortController();
  for await (const held of broker.results("edge-1", { signal: leaving.signal })) {
    missing.delete(held.message.key);
    expect(await held.acknowledge()).toBe(true);
    if (missing.size === 0) leaving.abort();
  }
}
