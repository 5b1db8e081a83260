import { RunMetrics } from "../../src/metrics/run-metrics.ts";

/** A metric as the code defines it. */
export interface DescribedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** All metrics of frameferry itself, by what prom-client was told when they were made. */
export function describedMetrics(): readonly DescribedMetric[] {
  return new RunMetrics("0").registry
    .getMetricsAsArray()
    .map((metric) => metric as unknown as DescribedMetric & { labelNames: readonly string[] })
    .map(({ name, type, labelNames }) => ({ name, type, labels: labelNames }));
}

/** Names that a query may use: those of the text format, with what Prometheus adds to a histogram. */
export async function queryableNames(): Promise<ReadonlySet<string>> {
  const text = await new RunMetrics("0").text();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gmu)];
  return new Set(
    types.flatMap(([, name = "", type = ""]) =>
      type === "histogram" ? ["_bucket", "_sum", "_count"].map((end) => name + end) : [name],
    ),
  );
}
