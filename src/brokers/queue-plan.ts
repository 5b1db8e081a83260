/** What the queues of a broker are to be like; `null` says nothing: what exists is right, what is made gets the default. */
export interface QueuePlan {
  /** Nodes that hold each message. @default 1 */
  readonly replicas: number | null;
  /** Size of the queue of frames at which it takes no more, in bytes. @default 10 GB */
  readonly maxSizeBytes: number | null;
  /** Age at which a frame is removed from it, in milliseconds. @default none is */
  readonly maxAgeMs: number | null;
  /** `block`: a full queue refuses frames. `drop-oldest`: it removes the oldest. @default "block" */
  readonly whenFull: "block" | "drop-oldest";
  /** Parts of the frames that workers may take by themselves, such as `frames.berlin.>`; none: all together. */
  readonly partitions: readonly string[];
}

/** What was found, and made, of the queues. */
export interface SetupReport {
  /** In the order in which they are needed. */
  readonly parts: readonly SetupPart[];
}

/** A queue, or a way to read one. */
export interface SetupPart {
  /** Its name for people, such as `stream FRAMES`. */
  readonly name: string;
  /** `made`: just now. `asNeeded`: it was there. `missing`: it is not there. `differs`: it is there, and not as needed. `refused`: the broker did not make it. */
  readonly state: "made" | "asNeeded" | "missing" | "differs" | "refused";
  /** Its settings in words, or why it was not made. */
  readonly detail: string;
  /** Each difference, a sentence with its consequence. */
  readonly differences: readonly string[];
  /** Way out; `null` where none is needed. */
  readonly remedy: string | null;
}
