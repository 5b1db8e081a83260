import { resultsQueue } from "../queue-names.ts";

/** Names of what a queue is made of at NATS. */
export interface NatsNames {
  /** Stream of the frames, such as `FRAMES`. */
  readonly frames: string;
  /** Stream of the results, such as `RESULTS`. */
  readonly results: string;
  /** Subjects of the frames, such as `frames.>`. */
  readonly frameSubjects: string;
  /** Subjects of the results, such as `results.>`. */
  readonly resultSubjects: string;
}

export function namesOf(queue: string): NatsNames {
  const results = resultsQueue(queue);
  return {
    frames: queue.toUpperCase(),
    results: results.toUpperCase(),
    frameSubjects: `${queue}.>`,
    resultSubjects: `${results}.>`,
  };
}

/** Consumer through which workers take a part of the frames; `null` for all of them. */
export function workersOf(partition: string | null): string {
  if (partition === null) return "workers";
  const words = partition
    .split(".")
    .slice(1)
    .map((word) => WORDS[word] ?? word);
  return ["workers", ...words].join("-");
}

/** Consumer through which an edge takes its results. */
export function edgeConsumer(edge: string): string {
  return `edge-${edge}`;
}

/** Names of consumers have no wildcards. */
const WORDS: Readonly<Record<string, string>> = { "*": "any", ">": "all" };
