import type { Latency } from "./service-data.ts";

/** A broker, as it was seen in the last seconds. */
export interface BrokerStateNow {
  /** Without secrets. */
  readonly address: string;
  /** Why nothing is known of it now, as a sentence; `null` while it can be reached. */
  readonly trouble: string | null;
  /** `null` while nothing is known of them. */
  readonly queues: { readonly frames: BrokerQueueNow; readonly results: BrokerQueueNow } | null;
  /** Time until it acknowledged a message of this command, in the last minute. */
  readonly acknowledgementMs: Latency;
  /** Frames that this worker took and that another one had taken before. */
  readonly takenAgain: number;
  /** At most 100, in the order of their names; `null` while no sign of theirs would be heard. */
  readonly workers: readonly WorkerNow[] | null;
  /** Number of all of them. */
  readonly workerCount: number;
}

/** A queue at a broker; `null` is what the broker does not tell. */
export interface BrokerQueueNow {
  readonly messages: number | null;
  readonly byteLength: number | null;
  /** Size at which it takes no more; `null` also for none. */
  readonly maxBytes: number | null;
  /** 0 for an empty queue. */
  readonly oldestAgeSeconds: number | null;
  readonly held: number | null;
  readonly redelivered: number | null;
}

/** A worker, by its last sign of life. */
export interface WorkerNow {
  readonly name: string;
  readonly version: string;
  /** Addresses without secrets. */
  readonly services: readonly string[];
  readonly sinceMs: number;
  readonly lastSignAtMs: number;
  /** True if some of its signs are missing; after a minute it is left out. */
  readonly isSilent: boolean;
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  readonly framesPerSecond: number;
}
