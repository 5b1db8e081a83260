import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { checkMonitoring } from "./check-monitoring.ts";
import { packageVersion } from "./package-version.ts";

/** Server of metrics and health. Disposing it frees its port at once, whoever still reads. */
export interface Monitor extends AsyncDisposable {
  /** Address of the metrics. */
  readonly url: string;
  /** An observer that is told all that the given one is, besides the metrics. */
  readonly watch: (observer: RunObserver) => RunObserver;
}

/**
 * Opens what the options ask for; `null` where they ask for nothing. Nothing of it is loaded before that.
 *
 * @throws FrameferryError `ERR_OPTION`, `ERR_PORT_UNUSABLE`.
 */
export async function openMonitor(options: MonitoringOptions): Promise<Monitor | null> {
  const { metrics: place, metricsToken: token } = options;
  if (place === null) return null;
  checkMonitoring(options);
  const [{ openWebServer }, { RunMetrics }, { METRICS_PATH, metricsRoutes }] = await Promise.all([
    import("../../web/web-server.ts"),
    import("../../metrics/run-metrics.ts"),
    import("../../metrics/metrics-routes.ts"),
  ]);
  const metrics = new RunMetrics(packageVersion());
  const server = await openWebServer({ ...place, token, parts: [metricsRoutes(metrics)] });
  return {
    url: `${server.url}${METRICS_PATH}`,
    watch: (observer) => ({
      ...observer,
      monitor: metrics,
      emit: (event) => {
        metrics.listen(event);
        observer.emit(event);
      },
    }),
    [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose](),
  };
}

/**
 * Does the work of a run with the server that its options ask for beside it.
 *
 * @throws FrameferryError as `openMonitor`, before the work has begun.
 */
export async function monitored<Ending>(
  options: MonitoringOptions,
  observer: RunObserver,
  work: (observer: RunObserver) => Promise<Ending>,
): Promise<Ending> {
  await using monitor = await openMonitor(options);
  if (monitor === null) return await work(observer);
  observer.emit({ type: "monitoringStarted", url: monitor.url });
  return await work(monitor.watch(observer));
}
