import { setTimeout as sleep } from "node:timers/promises";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import { loadNats, type NatsClient } from "../../../src/brokers/nats/nats-packages.ts";
import type { NatsCluster } from "./nats-server.ts";
import { openReadyNats } from "./open-broker.ts";

/** What nodes say that have yet to find each other. */
export const NOT_YET =
  /cannot do that now|has not answered|insufficient|JetStream|no suitable peers/u;

/** A cluster takes some seconds until it has chosen who decides, and until that one knows all others. */
export async function openWhenReady(cluster: NatsCluster): Promise<BrokerConnection> {
  for (;;) {
    try {
      return await openReadyNats(cluster.url, { replicas: 3 });
    } catch (error) {
      if (!NOT_YET.test(String(error))) throw error;
      await sleep(200);
    }
  }
}

/** Name of the node that leads the stream of the frames, as some nodes see it. @param nodes @default all */
export async function leaderOf({ servers: all }: NatsCluster, nodes = all): Promise<string> {
  const deadlineMs = performance.now() + ELECTION_MS;
  for (;;) {
    try {
      return await askedOf(nodes, leaderSeenBy);
    } catch (error) {
      // Nobody answers until the nodes have chosen who answers such questions, which is an election of its own.
      if (!UNANSWERED.test(String(error)) || performance.now() > deadlineMs) throw error;
    }
    await sleep(500);
  }
}

async function leaderSeenBy(client: NatsClient): Promise<string> {
  const { jetStream } = await loadNats();
  const manager = await jetStream.jetstreamManager(client);
  const { cluster: group } = await manager.streams.info("FRAMES");
  return group?.leader ?? "";
}

const UNANSWERED = /timeout|no responders|JetStream/iu;
/** Elections take seconds, and longer on a busy machine. */
const ELECTION_MS = 120_000;

/** Lets leaders of the stream of the frames step down until a node leads it. */
export async function letLead(cluster: NatsCluster, name: string): Promise<void> {
  for (;;) {
    const leader = await leaderOf(cluster).catch(() => null);
    if (leader === name) return;
    // Nodes that are choosing refuse it.
    if (leader !== null)
      await askedOf(cluster.servers, async (client) => {
        await client.request("$JS.API.STREAM.LEADER.STEPDOWN.FRAMES").catch(() => {});
      });
    await sleep(500);
  }
}

async function askedOf<Answer>(
  nodes: NatsCluster["servers"],
  question: (client: NatsClient) => Promise<Answer>,
): Promise<Answer> {
  const { transport } = await loadNats();
  const client = await transport.connect({ servers: nodes.map(({ host }) => host) });
  try {
    return await question(client);
  } finally {
    await client.close();
  }
}
