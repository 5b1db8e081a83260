import { collectDefaultMetrics, Registry } from "prom-client";

/**
 * Metrics of this process and its Node. There is one set for all runs of a process, since what measures the garbage
 * collection cannot be taken off again.
 */
export function processMetrics(): Registry {
  shared.registry ??= makeRegistry();
  return shared.registry;
}

const shared: { registry: Registry | null } = { registry: null };

function makeRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: RESOLUTION_MS });
  for (const name of LEFT_OUT) register.removeSingleMetric(name);
  return register;
}

/** Gauges that are named like counters, and figures that need a timer which wakes the process 100 times a second. */
const LEFT_OUT: readonly string[] = [
  ...["handles", "requests", "resources"].flatMap((kind) => [
    `nodejs_active_${kind}`,
    `nodejs_active_${kind}_total`,
  ]),
  ...["min", "max", "mean", "stddev", "p50", "p90", "p99"].map(
    (figure) => `nodejs_eventloop_lag_${figure}_seconds`,
  ),
];

/** Pause of that timer, in milliseconds. */
const RESOLUTION_MS = 60_000;
