/** The broker of a run, as it was seen a few seconds ago; it is only looked at while somebody may ask. */
export interface BrokerView {
  /** Its address, without secrets. */
  readonly broker: string;
  /** Why nothing is known of it now, as a sentence; `null` while it can be reached. */
  readonly trouble: () => string | null;
  /** State of its queues; `null` while nothing is known of them. */
  readonly queues: () => BrokerQueues | null;
  /**
   * Workers that have lately given a sign of life, in the order of their names; one that has been silent for a minute is
   * left out. `null` while nobody would hear a sign.
   */
  readonly workers: () => readonly WorkerView[] | null;
  /** Frames that this worker took and that another one had taken before; 0 at an edge. */
  readonly takenAgain: () => number;
}

export interface BrokerQueues {
  readonly frames: QueueView;
  readonly results: QueueView;
}

/** A queue; `null` is what the broker does not tell. */
export interface QueueView {
  readonly messages: number | null;
  readonly byteLength: number | null;
  /** Size at which it takes no more; `null` also for none. */
  readonly maxBytes: number | null;
  /** Age of its oldest message; 0 for an empty queue. */
  readonly oldestAgeSeconds: number | null;
  /** Messages that are held by workers now. */
  readonly held: number | null;
  /** Messages that were handed out more than once, and are still there. */
  readonly redelivered: number | null;
}

/** A worker, by its last sign. */
export interface WorkerView {
  readonly name: string;
  /** Of frameferry. */
  readonly version: string;
  /** Addresses of its services, without secrets. */
  readonly services: readonly string[];
  /** When it began, in milliseconds since 1970, by the clock of this machine. */
  readonly sinceMs: number;
  /** When it gave its last sign, likewise. */
  readonly lastSignAtMs: number;
  /** True if some of its signs are missing. */
  readonly isSilent: boolean;
  /** Frames that it holds. */
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  readonly framesPerSecond: number;
}
