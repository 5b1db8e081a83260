import { formatBytes } from "../../core/text/format-bytes.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import type { QueuePlan } from "../queue-plan.ts";
import type { ConsumerConfig, StreamConfig } from "./nats-packages.ts";
import { type ConsumerPlan, NANOSECONDS, type StreamPlan, windowMs } from "./nats-plan.ts";

/** What is wrong with a stream that exists, a sentence for each flaw with its consequence. */
export function streamDifferences(
  found: StreamConfig,
  wanted: StreamPlan,
  asked: Pick<QueuePlan, "replicas" | "maxSizeBytes" | "maxAgeMs">,
): readonly string[] {
  return [...flaws(found, wanted), ...unasked(found, wanted, asked)];
}

/** Settings that lose messages, or stop them. */
function flaws(found: StreamConfig, wanted: StreamPlan): readonly string[] {
  const isCovered = wanted.subjects.every((subject) => found.subjects.includes(subject));
  const minWindow = windowMs(found.max_age / NANOSECONDS) * NANOSECONDS;
  return said([
    [!isCovered, `it takes ${found.subjects.join(", ")}, and not ${wanted.subjects.join(", ")}`],
    [
      found.retention !== wanted.retention,
      `its retention is ${found.retention}, so that messages stay when they are done; needed is ${wanted.retention}`,
    ],
    [found.storage !== wanted.storage, "it lies in memory, so that a restart loses all of it"],
    [found.discard !== wanted.discard, DISCARDS[wanted.discard] ?? ""],
    [
      found.max_bytes <= 0,
      "it has no largest size, so that it takes messages until the disk is full",
    ],
    [
      found.max_msgs_per_subject > 0,
      `it keeps only ${found.max_msgs_per_subject} messages of each source`,
    ],
    [
      found.max_msg_size > 0,
      `it takes messages of ${found.max_msg_size} bytes at most, whatever max_payload is`,
    ],
    [
      found.duplicate_window < minWindow,
      `it recognizes repeats for ${duration(found.duplicate_window)} only, so that a message may be stored twice`,
    ],
    [found.no_ack === true, "it acknowledges nothing, so that nobody knows what it has stored"],
    [found.sealed, "it is sealed, and takes nothing"],
  ]);
}

const DISCARDS: Readonly<Record<string, string>> = {
  new: "it removes its oldest messages when it is full, where it should refuse new ones",
  old: "it refuses new messages when it is full, and does not drop the oldest",
};

/** Settings that are other than what was asked for. */
function unasked(
  found: StreamConfig,
  wanted: StreamPlan,
  { replicas, maxSizeBytes, maxAgeMs }: Pick<QueuePlan, "replicas" | "maxSizeBytes" | "maxAgeMs">,
): readonly string[] {
  return said([
    [
      replicas !== null && found.num_replicas !== wanted.num_replicas,
      `${nodes(found.num_replicas)} each message, not ${wanted.num_replicas}`,
    ],
    [
      maxSizeBytes !== null && found.max_bytes !== wanted.max_bytes,
      `its largest size is ${formatBytes(found.max_bytes)}, not ${formatBytes(wanted.max_bytes)}`,
    ],
    [
      maxAgeMs !== null && found.max_age !== wanted.max_age,
      `it removes messages ${age(found.max_age)}, not ${age(wanted.max_age)}`,
    ],
  ]);
}

/** What is wrong with a consumer that exists. */
export function consumerDifferences(
  found: ConsumerConfig,
  wanted: ConsumerPlan,
): readonly string[] {
  const { max_ack_pending: held = 0, max_deliver: deliveries = -1 } = found;
  return said([
    [found.deliver_subject !== undefined, "it pushes messages, where workers ask for them"],
    [
      found.ack_policy !== wanted.ack_policy,
      `its acknowledgements are ${found.ack_policy}, so that a worker that dies loses messages; needed are explicit ones`,
    ],
    [deliveries !== -1, `it gives a message up after ${deliveries} deliveries`],
    [
      (found.filter_subject ?? "") !== (wanted.filter_subject ?? ""),
      `it reads ${found.filter_subject ?? "everything"}, not ${wanted.filter_subject ?? "everything"}`,
    ],
    [
      (found.ack_wait ?? 0) < MIN_ACK_WAIT,
      `it hands a message out again after ${duration(found.ack_wait ?? 0)}, while it is still worked on`,
    ],
    [held > 0 && held < MIN_ACK_PENDING, `all workers together hold ${held} messages at most`],
  ]);
}

const MIN_ACK_WAIT = 5000 * NANOSECONDS;
const MIN_ACK_PENDING = 1000;

/** A stream in words. */
export function describeStream({
  num_replicas,
  max_bytes,
  max_age,
  discard,
  storage,
}: StreamConfig | StreamPlan): string {
  const size = max_bytes > 0 ? `up to ${formatBytes(max_bytes)}` : "of any size";
  const full = discard === "new" ? "refuses what is over" : "drops the oldest";
  return `${nodes(num_replicas)} each message, on ${storage === "file" ? "disk" : "memory"}, ${size}, ${full}, removes messages ${age(max_age)}`;
}

/** A consumer in words. */
export function describeConsumer({
  filter_subject,
  ack_wait = 0,
}: ConsumerConfig | ConsumerPlan): string {
  return `hands out ${filter_subject ?? "everything"}, again after ${duration(ack_wait)} without a word`;
}

function nodes(count: number): string {
  return count === 1 ? "1 node holds" : `${count} nodes hold`;
}

function age(nanoseconds: number): string {
  return nanoseconds === 0 ? "at no age" : `after ${duration(nanoseconds)}`;
}

function duration(nanoseconds: number): string {
  const seconds = nanoseconds / NANOSECONDS / 1000;
  const days = seconds / 86_400;
  return days >= 2 ? `${Number(days.toFixed(1))} days` : formatDuration(seconds);
}

function said(all: readonly (readonly [isSo: boolean, words: string])[]): readonly string[] {
  return all.flatMap(([isSo, words]) => (isSo ? [words] : []));
}
