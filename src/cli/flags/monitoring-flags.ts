import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about the dashboard, metrics, health and the report, for every command that delivers. */
export const MONITORING_FLAGS: readonly Flag<MonitoringOptions>[] = inGroup(
  "Dashboard and metrics:",
  [
    {
      key: "dashboard",
      spelling: "--dashboard <[host:]port>",
      help: "show the run on a page here while it lasts: rates, latest frames, failures; 0 takes a free port, and the host is 127.0.0.1 unless it is given (default: nowhere)",
    },
    {
      key: "dashboardToken",
      spelling: "--dashboard-token <token>",
      help: "token that the page asks for, needed for any other host; better in FRAMEFERRY_DASHBOARD_TOKEN",
    },
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
    {
      key: "report",
      group: "Results and state:",
      spelling: "--report <file>",
      help: "write a page about the run here when it has ended: counts, charts, failures, pictures of frames",
    },
  ],
);
