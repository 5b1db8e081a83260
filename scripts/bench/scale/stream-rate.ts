import { openBroker } from "../../../src/app/brokers/open-broker.ts";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import { brokerSchema } from "../../../src/options/broker-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { startNatsServers } from "../service/start-nats-servers.ts";

/** What is measured. */
export interface StreamRateSettings {
  /** Servers that are one cluster, each with a copy. */
  readonly servers: 1 | 3;
  /** Frames that are handed over at once. */
  readonly atOnce: number;
  readonly frameBytes: number;
  readonly seconds: number;
}

/**
 * Frames a second that pass one stream on this machine: handed over, taken by one of two readers, and acknowledged, with
 * servers and readers on the same cores and disk.
 */
export async function streamRate(settings: StreamRateSettings): Promise<number> {
  const { servers, atOnce, frameBytes, seconds } = settings;
  await using nats = await startNatsServers(servers);
  const open = async (): Promise<BrokerConnection> =>
    await openBroker(nats.url, checkOptions(brokerSchema, {}));
  await using publisher = await open();
  await using reader = await open();
  const ending = AbortSignal.timeout(seconds * 1000);
  let taken = 0;
  const read = async (): Promise<void> => {
    const feed = await reader.frames({ partition: null, signal: ending });
    while (!ending.aborted) {
      const held = await feed.next(ending).catch(() => null);
      if (held !== null && (await held.acknowledge())) taken += 1;
    }
  };
  const image = Buffer.alloc(frameBytes, 1);
  let count = 0;
  const publish = async (): Promise<void> => {
    while (!ending.aborted) {
      const frame = { ...FRAME, key: String((count += 1)), image };
      await publisher.publishFrame(frame, ending).catch(() => null);
    }
  };
  const readers = Array.from({ length: READERS_AT_ONCE }, read);
  await Promise.all([...readers, ...Array.from({ length: atOnce }, publish)]);
  return taken / seconds;
}

const READERS_AT_ONCE = 32;
const FRAME = {
  ...{ round: 0, site: "bench", edge: "bench", source: "camera", path: "frame.jpg" },
  ...{ contentType: "image/jpeg", index: null, ptsSeconds: null, capturedAt: null },
  landedAt: new Date(0).toISOString(),
} as const;
