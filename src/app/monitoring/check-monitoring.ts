import { FrameferryError } from "../../core/errors.ts";
import { hostInUrl } from "../../core/service/listen-host.ts";
import { byReader, option } from "../../core/option-spelling.ts";
import { isLoopback, type ListenAddress } from "../../options/listen-address.ts";
import type { MonitoringOptions } from "../../options/monitoring-options.ts";

/** @throws FrameferryError `ERR_OPTION` for what other machines could read without a token. */
export function checkMonitoring(options: MonitoringOptions): void {
  const { dashboard, dashboardToken, metrics, metricsToken } = options;
  if (dashboard !== null && dashboardToken === null) refuseOthers("dashboard", dashboard);
  const isGuarded = metricsToken !== null || (sharesPlace(options) && dashboardToken !== null);
  if (metrics !== null && !isGuarded) refuseOthers("metrics", metrics);
}

/** True if the dashboard and the metrics are served by one server. */
export function sharesPlace({ dashboard, metrics }: MonitoringOptions): boolean {
  if (dashboard === null || metrics === null) return false;
  return dashboard.port === metrics.port && dashboard.host === metrics.host;
}

function refuseOthers(key: "dashboard" | "metrics", { host, port }: ListenAddress): void {
  if (isLoopback(host)) return;
  const { variable, clients } = TOKENS[key];
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option(key)} ${hostInUrl(host)}:${port} can be reached from other machines, which needs a token`,
    remedy: byReader({
      commandLine: `put one into ${variable}, which ${clients}, or leave the host out: ${option(key, port)}`,
      library: `set ${option(`${key}Token`)}, which ${clients}, or name the host 127.0.0.1`,
    }),
  });
}

const TOKENS = {
  dashboard: { variable: "FRAMEFERRY_DASHBOARD_TOKEN", clients: "the page asks for" },
  metrics: {
    variable: "FRAMEFERRY_METRICS_TOKEN",
    clients: "clients send as Authorization: Bearer",
  },
} as const;
