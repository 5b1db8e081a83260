import type { RunView } from "../../core/events/run-view.ts";
import { option } from "../../core/option-spelling.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { checkMonitoring } from "./check-monitoring.ts";
import type { Monitor, MonitoredCommand } from "./monitored-command.ts";

/**
 * Opens what the options ask for; `null` where they ask for nothing. Nothing of it is loaded before that.
 *
 * @throws FrameferryError `ERR_OPTION`, `ERR_PACKAGE_MISSING`, `ERR_PORT_UNUSABLE`.
 */
export async function openMonitor(command: MonitoredCommand): Promise<Monitor | null> {
  const { dashboard, metrics } = command.options;
  if (dashboard === null && metrics === null) return null;
  checkMonitoring(command.options);
  const what = option(dashboard === null ? "metrics" : "dashboard");
  // The dashboard shows pictures of frames.
  const packages = ["fastify", "prom-client", ...(dashboard === null ? [] : ["sharp"])];
  const { openServers } = await loadWith(
    { what, packages },
    async () => await import("./open-servers.ts"),
  );
  return await openServers(command);
}

/**
 * An observer of one run that is told all that the given one is, besides the readers of a monitor.
 *
 * @param name of the source of a site that is run. @default none
 */
export function watchedBy({ readers }: Monitor, observer: RunObserver, name?: string): RunObserver {
  let open: RunView | null = null;
  let pending = 0;
  return {
    ...observer,
    monitor: {
      runOpened: (opened) => {
        const view = name === undefined ? opened : { ...opened, name };
        open = view;
        readers.forEach((reader) => reader.runOpened(view));
      },
      runClosed: () => {
        const view = open;
        open = null;
        if (view !== null) readers.forEach((reader) => reader.runClosed(view, pending));
        pending = 0;
      },
      brokerAcknowledged: (seconds) =>
        readers.forEach((reader) => reader.brokerAcknowledged(seconds)),
      ledgerCommitted: (seconds) => readers.forEach((reader) => reader.ledgerCommitted?.(seconds)),
    },
    emit: (event) => {
      if (event.type === "frameLanded") pending += 1;
      if (event.type === "frameSettled") pending -= 1;
      for (const reader of readers) reader.listen(event, name);
      observer.emit(event);
    },
  };
}

/**
 * Does the work of a run with the servers that its options ask for beside it.
 *
 * @throws FrameferryError as `openMonitor`, before the work has begun.
 */
export async function monitored<Ending>(
  command: MonitoredCommand,
  observer: RunObserver,
  work: (observer: RunObserver) => Promise<Ending>,
): Promise<Ending> {
  await using monitor = await openMonitor(command);
  if (monitor === null) return await work(observer);
  for (const event of monitor.started) observer.emit(event);
  return await work(watchedBy(monitor, observer));
}
