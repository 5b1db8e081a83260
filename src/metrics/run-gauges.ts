import { Counter, Gauge, type Registry } from "prom-client";
import type { LiveRuns, ServiceState } from "./live-run.ts";

/**
 * Figures of the runs under way, read at each scrape.
 *
 * @param live the runs; none between two.
 * @param label name of a source as others may read it.
 */
export function addRunGauges(
  registry: Registry,
  live: LiveRuns,
  label: (source: string, name?: string) => string,
): void {
  const registers = [registry];
  const perService = (name: string, help: string, value: (state: ServiceState) => number): void => {
    const gauge: Gauge<"service"> = new Gauge({
      ...{ name, help, registers, labelNames: ["service"] },
      collect: () => {
        // Services of an earlier run are no longer of interest.
        gauge.reset();
        for (const [service, state] of live.services) gauge.set({ service }, value(state));
      },
    });
  };
  const single = (name: string, help: string, value: () => number): void => {
    const gauge: Gauge = new Gauge({
      ...{ name, help, registers },
      collect: () => gauge.set(value()),
    });
  };
  const sourceUp: Gauge<"source"> = new Gauge({
    name: "frameferry_source_up",
    help: "1, or 0 while no frame can come from a source.",
    ...{ registers, labelNames: ["source"] },
    collect: () => {
      sourceUp.reset();
      const sources = live.views.flatMap((view) =>
        view.sources.map(({ source, trouble }) => [label(source, view.name), trouble] as const),
      );
      for (const [source] of sources) sourceUp.set({ source }, 1);
      // Further sources share a label, and so do the folders of one in a site.
      for (const [source, trouble] of sources) if (trouble() !== null) sourceUp.set({ source }, 0);
    },
  });
  perService(
    "frameferry_requests_in_flight",
    "Frames that are being sent now, by service.",
    ({ inFlight }) => inFlight,
  );
  perService(
    "frameferry_concurrency_limit",
    "Requests that may be in flight to a service at once; 0 before anything is sent.",
    ({ limit }) => limit ?? 0,
  );
  perService(
    "frameferry_service_up",
    "1, or 0 while a service is considered away.",
    ({ awayReason }) => (awayReason === null ? 1 : 0),
  );
  addLimitGauges(registers, live);
  single(
    "frameferry_backlog_frames",
    "Frames that have landed and have no outcome yet.",
    () => live.backlog,
  );
  single(
    "frameferry_backlog_age_seconds",
    "Time since the oldest frame without an outcome landed; 0 if there is none.",
    () => Math.max(0, ...live.views.map((view) => secondsSince(view.oldestLandedAtMs()))),
  );
  single(
    "frameferry_spool_bytes",
    "Size of the frames of a video that are not delivered yet.",
    () => live.views.reduce((sum, view) => sum + view.spoolBytes(), 0),
  );
}

/** Of services with limits: whether one holds requests back, and what is left of that of a day. */
function addLimitGauges(registers: Registry[], live: LiveRuns): void {
  const held: Gauge<"service" | "limit"> = new Gauge({
    name: "frameferry_requests_held_back",
    help: "1 while a limit of requests lets none go to a service for more than ten seconds, else 0.",
    ...{ registers, labelNames: ["service", "limit"] },
    collect: () => {
      held.reset();
      for (const { service, set, hold } of live.views.flatMap((view) => view.limits()))
        for (const limit of set)
          held.set({ service, limit: LIMIT_LABELS[limit] }, hold?.limit === limit ? 1 : 0);
    },
  });
  const left: Gauge<"service"> = new Gauge({
    name: "frameferry_requests_left_today",
    help: "Requests that may still go to a service on this day of UTC.",
    ...{ registers, labelNames: ["service"] },
    collect: () => {
      left.reset();
      for (const { service, leftOfDay } of live.views.flatMap((view) => view.limits()))
        if (leftOfDay !== null) left.set({ service }, leftOfDay);
    },
  });
}

const LIMIT_LABELS = {
  maxRate: "max_rate",
  maxBandwidthBytes: "max_bandwidth",
  maxPerDay: "max_per_day",
} as const;

/** Bytes of the recordings of the runs under way, read at each scrape. */
export function addRecordedBytes(registry: Registry, live: LiveRuns): void {
  const counter: Counter = new Counter({
    name: "frameferry_recorded_bytes_total",
    help: "Bytes of the recording of a camera.",
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(live.views.reduce((sum, view) => sum + view.recordedBytes(), 0));
    },
  });
}

function secondsSince(ms: number | null): number {
  return ms === null ? 0 : Math.max(0, performance.now() - ms) / 1000;
}
