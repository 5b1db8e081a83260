import { FrameferryError } from "../../core/errors.ts";
import { hostInUrl } from "../../core/service/listen-host.ts";
import { byReader, option } from "../../core/option-spelling.ts";
import { isLoopback } from "../../options/listen-address.ts";
import type { MonitoringOptions } from "../../options/monitoring-options.ts";

/** @throws FrameferryError `ERR_OPTION` for metrics that other machines could read without a token. */
export function checkMonitoring({ metrics, metricsToken }: MonitoringOptions): void {
  if (metrics === null || metricsToken !== null || isLoopback(metrics.host)) return;
  const { host, port } = metrics;
  const place = `${hostInUrl(host)}:${port}`;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option("metrics")} ${place} can be reached from other machines, which needs a token`,
    remedy: byReader({
      commandLine: `put one into FRAMEFERRY_METRICS_TOKEN, which clients send as Authorization: Bearer, or leave the host out: ${option("metrics", port)}`,
      library: `set ${option("metricsToken")}, which clients send as Authorization: Bearer, or name the host 127.0.0.1`,
    }),
  });
}
