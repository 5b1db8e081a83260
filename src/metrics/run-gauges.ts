import { Gauge, type Registry } from "prom-client";
import type { LiveRun, ServiceState } from "./live-run.ts";

/** Figures of the run under way, read at each scrape. @param current the run; `null` between two. */
export function addRunGauges(registry: Registry, current: () => LiveRun | null): void {
  const registers = [registry];
  const perService = (name: string, help: string, value: (state: ServiceState) => number): void => {
    const gauge: Gauge<"service"> = new Gauge({
      ...{ name, help, registers, labelNames: ["service"] },
      collect: () => {
        // Services of an earlier run are no longer of interest.
        gauge.reset();
        for (const [service, state] of current()?.services ?? [])
          gauge.set({ service }, value(state));
      },
    });
  };
  const single = (name: string, help: string, value: (run: LiveRun) => number): void => {
    const gauge: Gauge = new Gauge({
      ...{ name, help, registers },
      collect: () => {
        const run = current();
        gauge.set(run === null ? 0 : value(run));
      },
    });
  };
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
  single(
    "frameferry_backlog_frames",
    "Frames that have landed and have no outcome yet.",
    ({ backlog }) => backlog,
  );
  single(
    "frameferry_backlog_age_seconds",
    "Time since the oldest frame without an outcome landed; 0 if there is none.",
    ({ view }) => secondsSince(view.oldestLandedAtMs()),
  );
  single(
    "frameferry_spool_bytes",
    "Size of the frames of a video that are not delivered yet.",
    ({ view }) => view.spoolBytes(),
  );
}

function secondsSince(ms: number | null): number {
  return ms === null ? 0 : Math.max(0, performance.now() - ms) / 1000;
}
