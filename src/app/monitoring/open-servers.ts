import { dashboardParts } from "../../dashboard/server/dashboard-parts.ts";
import { readPageFiles } from "../../dashboard/server/page-files.ts";
import { RunMetrics } from "../../metrics/run-metrics.ts";
import { PageSession } from "../../web/page-session.ts";
import { openWebServer, type WebServer } from "../../web/web-server.ts";
import { makeDashboard, PAGE_FOLDER } from "./make-dashboard.ts";
import type { Monitor, MonitoredCommand } from "./monitored-command.ts";
import { packageVersion } from "./package-version.ts";
import { plannedServers } from "./planned-servers.ts";

/**
 * Opens the server of the dashboard and that of the metrics: one, unless the options name two places.
 *
 * @throws FrameferryError `ERR_PORT_UNUSABLE`.
 */
export async function openServers(command: MonitoredCommand): Promise<Monitor> {
  const { options } = command;
  const metrics = new RunMetrics(packageVersion());
  const dashboard = options.dashboard === null ? null : makeDashboard(command);
  const session = options.dashboardToken === null ? null : new PageSession(options.dashboardToken);
  const page = dashboard && dashboardParts(dashboard, readPageFiles(PAGE_FOLDER), session);
  const planned = plannedServers(options, metrics, page);
  const servers: WebServer[] = [];
  const close = async (): Promise<void> => {
    dashboard?.[Symbol.dispose]();
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  };
  try {
    for (const { place, purpose, parts } of planned)
      servers.push(await openWebServer({ ...place, purpose, parts }));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    started: planned.flatMap(({ links }, at) => links(servers[at]?.url ?? "")),
    readers: dashboard === null ? [metrics] : [metrics, dashboard],
    [Symbol.asyncDispose]: close,
  };
}
