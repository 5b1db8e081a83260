import { Counter, Gauge, type Registry } from "prom-client";
import type { BrokerView, QueueView } from "../core/events/broker-view.ts";

/**
 * Metrics of the brokers of the runs under way, read at each scrape. What is not known has no series, rather than zero.
 *
 * @param current views of brokers; of several of one broker, each says the same of it.
 */
export function addBrokerMetrics(registry: Registry, current: () => readonly BrokerView[]): void {
  const single = brokerGauges(registry, current);
  single(
    "frameferry_broker_up",
    "1, or 0 while the broker cannot be reached or read.",
    ({ trouble }) => (trouble() === null ? 1 : 0),
  );
  single(
    "frameferry_broker_workers",
    "Workers at the broker that give signs of life.",
    ({ workers }) => workers()?.filter(({ isSilent }) => !isSilent).length ?? null,
  );
  for (const metric of QUEUE_METRICS) addQueueGauge(registry, current, metric);
  const again: Counter = new Counter({
    name: "frameferry_broker_taken_again_total",
    help: "Frames that this worker took and that another one had taken before.",
    registers: [registry],
    collect: () => {
      again.reset();
      again.inc(current().reduce((sum, view) => sum + view.takenAgain(), 0));
    },
  });
}

type Read<View> = (view: View) => number | null;

function brokerGauges(
  registry: Registry,
  current: () => readonly BrokerView[],
): (name: string, help: string, value: Read<BrokerView>) => void {
  return (name, help, value) => {
    const gauge: Gauge<"broker"> = new Gauge({
      ...{ name, help, labelNames: ["broker"], registers: [registry] },
      collect: () => {
        gauge.reset();
        for (const view of current()) {
          const found = value(view);
          if (found !== null) gauge.set({ broker: view.broker }, found);
        }
      },
    });
  };
}

type QueueMetric = readonly [name: string, help: string, value: Read<QueueView>];

const QUEUE_METRICS: readonly QueueMetric[] = [
  [
    "frameferry_broker_queue_messages",
    "Messages in a queue of the broker: frames or results.",
    ({ messages }) => messages,
  ],
  [
    "frameferry_broker_queue_bytes",
    "Size of a queue of the broker.",
    ({ byteLength }) => byteLength,
  ],
  [
    "frameferry_broker_queue_age_seconds",
    "Age of the oldest message of a queue of the broker; 0 if it is empty.",
    ({ oldestAgeSeconds }) => oldestAgeSeconds,
  ],
  [
    "frameferry_broker_queue_held",
    "Messages of a queue of the broker that workers hold.",
    ({ held }) => held,
  ],
  [
    "frameferry_broker_queue_redelivered",
    "Messages of a queue of the broker that were handed out more than once and are still there.",
    ({ redelivered }) => redelivered,
  ],
];

function addQueueGauge(
  registry: Registry,
  current: () => readonly BrokerView[],
  [name, help, value]: QueueMetric,
): void {
  const gauge: Gauge<"broker" | "queue"> = new Gauge({
    ...{ name, help, labelNames: ["broker", "queue"], registers: [registry] },
    collect: () => {
      gauge.reset();
      for (const { broker, queues } of current())
        for (const queue of ["frames", "results"] as const) {
          const known = queues();
          const found = known === null ? null : value(known[queue]);
          if (found !== null) gauge.set({ broker, queue }, found);
        }
    },
  });
}
