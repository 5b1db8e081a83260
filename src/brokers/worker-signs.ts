import type { FeedOptions } from "./feed-options.ts";

/** Signs of life of the workers of a queue. No queue keeps them: whoever does not listen misses them. */
export interface WorkerSigns {
  /** Tells whoever listens that a worker is alive. Where there is no connection, or no permission, it is lost. */
  announce(sign: WorkerSign): void;
  /** Signs of all workers as they come, until the signal aborts. It goes on through outages. */
  workers(feed: FeedOptions): AsyncIterable<WorkerSign>;
}

/** Time between two signs of a worker, in milliseconds. */
export const SIGN_INTERVAL_MS = 5000;

/** A sign of life of a worker. */
export interface WorkerSign {
  /** Its name, as in answers. */
  readonly worker: string;
  /** Version of frameferry there. */
  readonly version: string;
  /** Addresses of its services, without secrets. */
  readonly services: readonly string[];
  /** Time since it began, in milliseconds: clocks of machines differ. */
  readonly uptimeMs: number;
  /** Frames that it holds now: in flight to its services, or before another attempt. */
  readonly held: number;
  /** Frames that it has delivered since it began. */
  readonly delivered: number;
  /** Frames that have failed there since then. */
  readonly failed: number;
  /** Frames that it has answered in a second, since its last sign. */
  readonly framesPerSecond: number;
  /** True for its last sign. */
  readonly isEnding: boolean;
}
