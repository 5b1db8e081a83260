import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { NatsServer } from "../../support/brokers/nats-server.ts";
import { type Levels, levelsOf } from "../../faults/process/levels.ts";

/** What a server held at one moment. */
export interface StoreSample {
  /** Resident memory. */
  readonly serverRssBytes: number;
  /** All files of its store. */
  readonly storeBytes: number;
  /** Frames and results in its streams. */
  readonly messages: number;
  /** Messages that were handed out more than once, and are still there. */
  readonly redelivered: number;
}

/** Looks at a server and its queues from time to time; a server that is away is left out. */
export class StoreSampler implements Disposable {
  readonly #samples: StoreSample[] = [];
  readonly #server: NatsServer;
  readonly #broker: Pick<BrokerConnection, "state">;
  readonly #timer: NodeJS.Timeout;

  constructor(server: NatsServer, broker: Pick<BrokerConnection, "state">, everyMs: number) {
    this.#server = server;
    this.#broker = broker;
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  levels(quantity: keyof StoreSample): Levels {
    return levelsOf(this.#samples.map((sample) => sample[quantity]));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const state = await this.#broker.state();
    const serverRssBytes = rssOf(this.#server.pid);
    if ("kind" in state || serverRssBytes === null) return;
    const { frames, results } = state;
    this.#samples.push({
      serverRssBytes,
      storeBytes: bytesBelow(this.#server.store),
      messages: (frames.count ?? 0) + (results.count ?? 0),
      redelivered: frames.redelivered ?? 0,
    });
  }
}

/** `null` for a process that has ended. */
function rssOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return null;
  }
}

/** What is removed meanwhile counts as nothing. */
function bytesBelow(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    sum += statSync(join(folder, entry), { throwIfNoEntry: false })?.size ?? 0;
  return sum;
}
