import type { BrokerSight } from "../../app/brokers/look-once.ts";
import type { QueueState } from "../../brokers/broker.ts";
import type { WorkerView } from "../../core/events/broker-view.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { formatNumber } from "../../core/text/format-number.ts";

/** A broker for a person: its queues, and a line for each worker. @param nowMs Unix time. */
export function brokerSightText(sight: BrokerSight, nowMs: number): string {
  const { broker, version, roundTripMs, frames, results, workers } = sight;
  return [
    `${broker}  version ${version} · there and back in ${formatNumber(roundTripMs)} ms`,
    `  frames   ${queueInWords(frames)}`,
    `  results  ${queueInWords(results)}`,
    ...workerLines(workers, nowMs),
  ]
    .map(escapeControlChars)
    .join("\n");
}

function queueInWords(queue: QueueState): string {
  const { count, byteLength, maxBytes, oldestAgeMs, held, redelivered } = queue;
  if (count === null) return "unknown to this login";
  const size = byteLength === null ? null : formatBytes(byteLength);
  const limit = maxBytes === null ? "" : ` of ${formatBytes(maxBytes)}`;
  const parts = [
    count === 0 ? "empty" : `${formatCount(count, "message")} ${count === 1 ? "waits" : "wait"}`,
    count === 0 || oldestAgeMs === null
      ? null
      : `the oldest for ${formatDuration(oldestAgeMs / 1000)}`,
    size === null ? null : `${size}${limit}`,
    held === null || held === 0 ? null : `${held} held by workers`,
    redelivered === null || redelivered === 0 ? null : `${redelivered} handed out again`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function workerLines(workers: readonly WorkerView[] | null, nowMs: number): readonly string[] {
  if (workers === null) return ["  workers  cannot be heard with this login"];
  if (workers.length === 0)
    return ["  workers  none gave a sign of life: frameferry work starts one"];
  return workers.map((worker) => {
    const { name, version, services, sinceMs, held, delivered, failed, framesPerSecond } = worker;
    const parts = [
      `${formatNumber(framesPerSecond)} frames/s`,
      `delivered ${delivered}`,
      ...(failed > 0 ? [`failed ${failed}`] : []),
      `holds ${held}`,
      `since ${formatDuration((nowMs - sinceMs) / 1000)}`,
    ];
    return `  worker   ${name}  ${parts.join(" · ")} → ${services.join(", ")} (${version})`;
  });
}
