import { Counter, Gauge, type Registry } from "prom-client";
import type { BrokerView, QueueView } from "../core/events/broker-view.ts";

/** Metrics of the broker of the run under way, read at each scrape. What is not known has no series, rather than zero. */
export function addBrokerMetrics(registry: Registry, current: () => BrokerView | null): void {
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
      again.inc(current()?.takenAgain() ?? 0);
    },
  });
}

type Read<View> = (view: View) => number | null;

function brokerGauges(
  registry: Registry,
  current: () => BrokerView | null,
): (name: string, help: string, value: Read<BrokerView>) => void {
  return (name, help, value) => {
    const gauge: Gauge<"broker"> = new Gauge({
      ...{ name, help, labelNames: ["broker"], registers: [registry] },
      collect: () => {
        gauge.reset();
        const view = current();
        const found = view === null ? null : value(view);
        if (view !== null && found !== null) gauge.set({ broker: view.broker }, found);
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
  current: () => BrokerView | null,
  [name, help, value]: QueueMetric,
): void {
  const gauge: Gauge<"broker" | "queue"> = new Gauge({
    ...{ name, help, labelNames: ["broker", "queue"], registers: [registry] },
    collect: () => {
      gauge.reset();
      const view = current();
      const queues = view?.queues() ?? null;
      if (view === null || queues === null) return;
      const { broker } = view;
      for (const queue of ["frames", "results"] as const) {
        const found = value(queues[queue]);
        if (found !== null) gauge.set({ broker, queue }, found);
      }
    },
  });
}
