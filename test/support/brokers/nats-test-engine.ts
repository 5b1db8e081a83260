import { NATS } from "../../../src/brokers/nats/nats-engine.ts";
import { type JetStreamManager, loadNats } from "../../../src/brokers/nats/nats-packages.ts";
import { hasNoNats, NatsServer } from "./nats-server.ts";
import { openNats } from "./open-broker.ts";
import type { TestBroker, TestEngine } from "./test-engine.ts";

/** NATS as the contract sees it: a server of its own for each test. */
export const NATS_ENGINE: TestEngine = {
  engine: NATS,
  isMissing: hasNoNats,
  start: startNats,
  end: async () => {},
  open: openNats,
  recognizesRepeats: true,
  countsRedelivered: true,
  overshoot: 0,
  tellsLimit: true,
  // With its headers.
  tooLargeBytes: 1024 * 1024,
  tooLargeRemedy: "set max_payload: 8MB in the configuration of the broker, or send smaller frames",
  missing: () => "there is no stream FRAMES",
  holdMs: 30_000,
  shortenHold: async (broker, holdMs) =>
    await withManager(broker, async ({ consumers }) => {
      await consumers.update("FRAMES", "workers", { ack_wait: holdMs * 1_000_000 });
    }),
  sendsToThoseWhoLeft: true,
  holdsThroughOutages: true,
  publishForeign: async ({ url }, subject) => {
    const { transport } = await loadNats();
    const client = await transport.connect({ servers: new URL(url).host });
    await client.request(subject, "hello", { timeout: 5000 });
    await client.close();
  },
  queueState: ({ count, held }) => ({ count, held }),
  showsTaken: false,
  partNames: () => ["stream FRAMES", "stream RESULTS", "consumer workers"],
  partitionName: (_, partition) =>
    `consumer workers-${partition.replaceAll(".", "-").replace(">", "all").replace("*", "any")}`,
};

async function startNats(): Promise<TestBroker> {
  const server = await NatsServer.start();
  return {
    url: server.url,
    queue: "frames",
    otherUrl: `nats://${server.host}/lab`,
    start: async () => await server.start(),
    kill: async () => await server.kill(),
    wipe: async () => server.wipe(),
    freeze: (isFrozen) => server.freeze(isFrozen),
    [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose](),
  };
}

/** Does something with the manager of streams of the client itself. */
export async function withManager(
  { url }: Pick<TestBroker, "url">,
  work: (manager: JetStreamManager) => Promise<unknown>,
): Promise<void> {
  const { transport, jetStream } = await loadNats();
  const client = await transport.connect({ servers: new URL(url).host });
  await work(await jetStream.jetstreamManager(client));
  await client.close();
}
