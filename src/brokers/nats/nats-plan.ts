import type { QueuePlan } from "../queue-plan.ts";
import { namesOf, workersOf } from "./nats-names.ts";
import type { ConsumerConfig, StreamConfig } from "./nats-packages.ts";

/** A stream as it is made. */
export type StreamPlan = Pick<
  StreamConfig,
  | "name"
  | "subjects"
  | "retention"
  | "storage"
  | "discard"
  | "num_replicas"
  | "max_bytes"
  | "max_age"
  | "duplicate_window"
>;

/** A consumer as it is made. */
export type ConsumerPlan = Pick<
  ConsumerConfig,
  | "durable_name"
  | "filter_subject"
  | "ack_policy"
  | "ack_wait"
  | "max_deliver"
  | "max_ack_pending"
  | "max_waiting"
>;

/** Stream of the frames. */
export function framesPlan(queue: string, plan: QueuePlan): StreamPlan {
  const { frames: name, frameSubjects } = namesOf(queue);
  const maxAgeMs = plan.maxAgeMs ?? 0;
  return {
    ...COMMON,
    name,
    subjects: [frameSubjects],
    num_replicas: plan.replicas ?? 1,
    discard: plan.whenFull === "drop-oldest" ? "old" : "new",
    max_bytes: plan.maxSizeBytes ?? DEFAULT_SIZE_BYTES,
    max_age: maxAgeMs * NANOSECONDS,
    duplicate_window: windowMs(maxAgeMs) * NANOSECONDS,
  };
}

/** Stream of the results: a tenth of the size, for an answer is smaller than an image. */
export function resultsPlan(queue: string, plan: QueuePlan): StreamPlan {
  const { results: name, resultSubjects } = namesOf(queue);
  const size = Math.round((plan.maxSizeBytes ?? DEFAULT_SIZE_BYTES) / 10);
  return {
    ...COMMON,
    name,
    subjects: [resultSubjects],
    num_replicas: plan.replicas ?? 1,
    discard: "new",
    max_bytes: size,
    max_age: RESULTS_AGE_MS * NANOSECONDS,
    duplicate_window: WINDOW_MS * NANOSECONDS,
  };
}

/** Consumer of workers. @param partition `null` for all frames. */
export function workersPlan(partition: string | null): ConsumerPlan {
  return {
    ...CONSUMER,
    durable_name: workersOf(partition),
    ...(partition === null ? {} : { filter_subject: partition }),
  };
}

/** Consumer of an edge. */
export function edgePlan(durable: string, subject: string): ConsumerPlan {
  return { ...CONSUMER, durable_name: durable, filter_subject: subject };
}

export const NANOSECONDS = 1_000_000;

/** Window in which a message that is published again is recognized, as the server has it by default. */
const WINDOW_MS = 120_000;
const DEFAULT_SIZE_BYTES = 10_000_000_000;
/** Results of an edge that is never seen again must not fill the stream for ever. */
const RESULTS_AGE_MS = 7 * 86_400_000;

/** The server allows none that is longer than messages live. */
export function windowMs(maxAgeMs: number): number {
  return maxAgeMs === 0 ? WINDOW_MS : Math.min(WINDOW_MS, maxAgeMs);
}

/** A message goes when it is acknowledged, and lies on disk until then. */
const COMMON = {
  retention: "workqueue" as StreamConfig["retention"],
  storage: "file" as StreamConfig["storage"],
};

const CONSUMER = {
  ack_policy: "explicit" as ConsumerConfig["ack_policy"],
  ack_wait: 30_000 * NANOSECONDS,
  // Nothing is ever given up by the broker: attempts are counted by workers.
  max_deliver: -1,
  // Over all workers together; each asks for no more than it can send.
  max_ack_pending: 20_000,
  max_waiting: 4096,
};
