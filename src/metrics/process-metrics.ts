import { collectDefaultMetrics, Counter, Registry } from "prom-client";

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
  const { user, system } = process.cpuUsage();
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: RESOLUTION_MS });
  for (const name of LEFT_OUT) register.removeSingleMetric(name);
  // prom-client counts from its own start; these are the process's.
  add(register, "process_cpu_user_seconds_total", user / 1e6);
  add(register, "process_cpu_system_seconds_total", system / 1e6);
  add(register, "process_cpu_seconds_total", (user + system) / 1e6);
  return register;
}

function add(register: Registry, name: string, value: number): void {
  const counter = register.getSingleMetric(name);
  if (counter instanceof Counter) counter.inc(value);
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
