import { loadNats } from "../../../src/brokers/nats/nats-packages.ts";
import { resultOf } from "../../../src/brokers/envelope.ts";
import type { NatsCluster } from "../../support/brokers/nats-server.ts";

/** Reads the next result of a worker as it passes the broker. @returns by how much its clock is ahead, in milliseconds. */
export async function clockSeenIn(cluster: NatsCluster, worker: string): Promise<number> {
  const { transport } = await loadNats();
  const client = await transport.connect({ servers: cluster.servers.map(({ host }) => host) });
  try {
    const passing = client.subscribe("results.>");
    const patience = setTimeout(() => passing.unsubscribe(), PATIENCE_MS);
    for await (const message of passing) {
      const result = resultOf(Buffer.from(message.data));
      if (result?.worker !== worker) continue;
      clearTimeout(patience);
      return Date.parse(result.finishedAt) - Date.now();
    }
    throw new Error(`${worker} has published no result within a minute`);
  } finally {
    await client.close();
  }
}

const PATIENCE_MS = 60_000;
