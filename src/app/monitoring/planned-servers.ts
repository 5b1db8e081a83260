import type { DashboardStarted, MonitoringStarted } from "../../core/events/command-events.ts";
import { METRICS_PATH, metricsRoutes } from "../../metrics/metrics-routes.ts";
import type { RunMetrics } from "../../metrics/run-metrics.ts";
import type { ListenAddress } from "../../options/listen-address.ts";
import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import { tokenGuard } from "../../web/access-token.ts";
import type { WebPart } from "../../web/web-server.ts";
import { sharesPlace } from "./check-monitoring.ts";

/** A server that is to be opened. */
export interface PlannedServer {
  readonly place: ListenAddress;
  /** What it is for, in an error. */
  readonly purpose: string;
  readonly parts: readonly WebPart[];
  /** Events that name its addresses. @param url of the server, without a path. */
  readonly links: (url: string) => readonly (DashboardStarted | MonitoringStarted)[];
}

/** @param page parts of the dashboard; `null` without one. */
export function plannedServers(
  options: MonitoringOptions,
  metrics: RunMetrics,
  page: readonly WebPart[] | null,
): readonly PlannedServer[] {
  const { dashboard, metrics: place, dashboardToken, metricsToken } = options;
  const areTogether = place === null || sharesPlace(options);
  const tokens = areTogether ? [metricsToken, dashboardToken] : [metricsToken];
  const metricsPart = partOf(metrics, tokens);
  const planned: PlannedServer[] = [];
  if (dashboard !== null && page !== null)
    planned.push({
      ...{ place: dashboard, purpose: "the dashboard" },
      parts: areTogether ? [...page, metricsPart] : page,
      links: (url) => [pageLink(url), ...(place !== null && areTogether ? [metricsLink(url)] : [])],
    });
  if (place !== null && !areTogether)
    planned.push({
      ...{ place, purpose: "metrics and health", parts: [metricsPart] },
      links: (url) => [metricsLink(url)],
    });
  return planned;
}

function partOf(metrics: RunMetrics, tokens: readonly (string | null)[]): WebPart {
  const known = tokens.filter((token) => token !== null);
  return { add: metricsRoutes(metrics), guard: known.length === 0 ? null : tokenGuard(known) };
}

function pageLink(url: string): DashboardStarted {
  return { type: "dashboardStarted", url: `${url}/` };
}

function metricsLink(url: string): MonitoringStarted {
  return { type: "monitoringStarted", url: `${url}${METRICS_PATH}` };
}
