import type { NatsCluster } from "../../support/brokers/nats-server.ts";
import { type JetStreamManager, loadNats } from "../../../src/brokers/nats/nats-packages.ts";

/** A stream as its leader tells of it. */
export interface StreamSight {
  /** Name of the node that leads it. */
  readonly leader: string;
  /** Names of the other nodes that have all of it and answer. */
  readonly current: readonly string[];
  /** Names of the other nodes that do not answer, or lag behind. */
  readonly behind: readonly string[];
  readonly messages: number;
  /** When it was made. */
  readonly created: string;
}

/** Looks at a cluster from outside, over a connection of its own each time. */
export class BrokerEyes {
  readonly #cluster: NatsCluster;

  constructor(cluster: NatsCluster) {
    this.#cluster = cluster;
  }

  /** `null` while nobody answers for it, or there is none. */
  async stream(name: "FRAMES" | "RESULTS"): Promise<StreamSight | null> {
    const info = await this.#ask(async (jsm) => await jsm.streams.info(name));
    if (info === null || info.cluster?.leader === undefined) return null;
    const { leader, replicas = [] } = info.cluster;
    const named = (isBehind: boolean): readonly string[] =>
      replicas
        .filter(({ current, offline }) => isBehind !== (current && !(offline ?? false)))
        .map((replica) => replica.name);
    const { messages } = info.state;
    return { leader, current: named(false), behind: named(true), messages, created: info.created };
  }

  /** Frames and results that the broker has; `null` while it does not say. */
  async messages(): Promise<number | null> {
    const [frames, results] = [await this.stream("FRAMES"), await this.stream("RESULTS")];
    return frames === null || results === null ? null : frames.messages + results.messages;
  }

  /** @returns true if it was there and is gone. */
  async removeFrames(): Promise<boolean> {
    return (await this.#ask(async (jsm) => await jsm.streams.delete("FRAMES"))) ?? false;
  }

  async #ask<Answer>(
    question: (manager: JetStreamManager) => Promise<Answer>,
  ): Promise<Answer | null> {
    const { transport, jetStream } = await loadNats();
    const servers = this.#cluster.servers.map(({ host }) => host);
    try {
      const client = await transport.connect({ servers, timeout: PATIENCE_MS, reconnect: false });
      try {
        const manager = await jetStream.jetstreamManager(client, { timeout: PATIENCE_MS });
        return await question(manager);
      } finally {
        await client.close();
      }
    } catch {
      // No connection, no leader, no stream: whoever asks waits for something else, and does not wait for ever.
      return null;
    }
  }
}

const PATIENCE_MS = 2000;
