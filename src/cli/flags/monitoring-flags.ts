import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about metrics and health, for every command that delivers. */
export const MONITORING_FLAGS: readonly Flag<MonitoringOptions>[] = inGroup("Metrics and health:", [
  {
    key: "metrics",
    spelling: "--metrics <[host:]port>",
    help: "serve /metrics for Prometheus, /healthz and /readyz here while it runs; 0 takes a free port, and the host is 127.0.0.1 unless it is given (default: nowhere)",
  },
  {
    key: "metricsToken",
    spelling: "--metrics-token <token>",
    help: "token that each request must carry as 'Authorization: Bearer', needed for any other host; better in FRAMEFERRY_METRICS_TOKEN",
  },
]);
