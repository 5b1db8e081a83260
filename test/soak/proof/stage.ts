import { setTimeout as sleep } from "node:timers/promises";
import type { NatsCluster } from "../../support/brokers/nats-server.ts";
import type { SmallDisk } from "../../support/files/small-disk.ts";
import type { BrokerEyes } from "./broker-eyes.ts";
import type { Member } from "./member.ts";
import type { ProofService } from "./proof-service.ts";

/** Frames that an edge may have handed over at once. */
export const WINDOW = 32;
/** Requests of a worker at once. */
export const AT_ONCE = 4;
/** Frames that a worker holds at most: twice its requests, and one that it has just taken. */
export const HELD = 2 * AT_ONCE + 1;

/** What the workers of the fleet hold, and the edges wait for: all that a broker can have. */
export const AT_BROKER = 3 * HELD + 2 * WINDOW;

/** All that takes part. */
export interface Stage {
  readonly cluster: NatsCluster;
  readonly eyes: BrokerEyes;
  readonly edges: readonly Member[];
  readonly workers: readonly Member[];
  readonly service: ProofService;
  /** Disk of the last node. */
  readonly disk: SmallDisk;
  /** `frameferry broker init`, until the cluster can do it. @returns the lines that it has printed. */
  readonly makeQueues: () => Promise<string>;
  /** Reads the next result of a worker as it passes, and tells by how much its clock differs, in milliseconds. */
  readonly clockOf: (worker: string) => Promise<number>;
  /** What was done because the broker stood still, a sentence each. */
  readonly interventions: string[];
  readonly signal: AbortSignal;
}

/** @throws Error after ten minutes, or the reason of the signal. */
export async function until(
  what: string,
  signal: AbortSignal,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > endMs)
      throw new Error(`within ten minutes it did not come to: ${what}`);
    await sleep(100, undefined, { signal });
  }
}

const PATIENCE_MS = 600_000;
