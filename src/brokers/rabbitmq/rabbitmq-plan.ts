import type { QueuePlan } from "../queue-plan.ts";
import { isBelow } from "../version-order.ts";

/** Arguments of a queue (https://www.rabbitmq.com/docs/queues#optional-arguments), by their names. */
export type QueueArguments = Readonly<Record<string, string | number>>;

/** What of a plan the queues are made by. */
export type QueueSizes = Pick<QueuePlan, "replicas" | "maxSizeBytes" | "maxAgeMs">;

/** Queue of frames. @param version of the server. */
export function framesArguments(plan: QueuePlan, version: string): QueueArguments {
  return {
    ...quorum(plan.replicas, version),
    [OVERFLOW]: plan.whenFull === "drop-oldest" ? "drop-head" : "reject-publish",
    [MAX_BYTES]: plan.maxSizeBytes ?? DEFAULT_SIZE_BYTES,
    ...(plan.maxAgeMs === null ? {} : { [MESSAGE_TTL]: plan.maxAgeMs }),
  };
}

/** Queue of the results for one edge: a tenth of the size, for an answer is smaller than an image. */
export function resultsArguments(plan: QueueSizes, version: string): QueueArguments {
  return {
    ...quorum(plan.replicas, version),
    [OVERFLOW]: "reject-publish",
    [MAX_BYTES]: Math.round((plan.maxSizeBytes ?? DEFAULT_SIZE_BYTES) / 10),
    [MESSAGE_TTL]: RESULTS_AGE_MS,
    [EXPIRES]: UNUSED_MS,
  };
}

/**
 * Stream with a copy of each result. Its copies lie on all nodes that the cluster has when it is made, since only those
 * that have one can show it; and it is bounded by whole segments, so that these are small.
 */
export function copiesArguments({ maxSizeBytes }: QueueSizes): QueueArguments {
  const maxBytes = Math.round((maxSizeBytes ?? DEFAULT_SIZE_BYTES) / 10);
  return {
    [QUEUE_TYPE]: "stream",
    [MAX_BYTES]: maxBytes,
    [MAX_AGE]: COPIES_AGE,
    [SEGMENT_BYTES]: Math.min(Math.ceil(maxBytes / 4), MAX_SEGMENT_BYTES),
  };
}

/** Queue with one message, the newest. */
export function registerArguments(plan: QueueSizes, version: string): QueueArguments {
  return { ...quorum(plan.replicas, version), [OVERFLOW]: "drop-head", "x-max-length": 1 };
}

export const GROUP_SIZE = "x-quorum-initial-group-size";
export const DELIVERY_LIMIT = "x-delivery-limit";
export const OVERFLOW = "x-overflow";
export const MAX_BYTES = "x-max-length-bytes";
export const MESSAGE_TTL = "x-message-ttl";
export const QUEUE_TYPE = "x-queue-type";
export const MAX_AGE = "x-max-age";
const SEGMENT_BYTES = "x-stream-max-segment-size-bytes";
const EXPIRES = "x-expires";

const DEFAULT_SIZE_BYTES = 10_000_000_000;
/** Results of an edge that is never seen again must not stay for ever. */
const RESULTS_AGE_MS = 7 * 86_400_000;
/** The same, as streams have it. */
const COPIES_AGE = "7D";
const MAX_SEGMENT_BYTES = 100_000_000;
/** Time after which RabbitMQ removes the queue of an edge that nobody has read. */
const UNUSED_MS = 14 * 86_400_000;

/** From 4.0 on, a message is given up after 20 deliveries by default; before, -1 is refused, and means nothing. */
function quorum(replicas: number | null, version: string): QueueArguments {
  return {
    [QUEUE_TYPE]: "quorum",
    [GROUP_SIZE]: replicas ?? 1,
    ...(isBelow(version, [4, 0, 0]) ? {} : { [DELIVERY_LIMIT]: -1 }),
  };
}
