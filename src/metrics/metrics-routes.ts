import type { FastifyInstance } from "fastify";
import type { RunMetrics } from "./run-metrics.ts";

/** Path of the metrics. */
export const METRICS_PATH = "/metrics";

/** Routes of metrics and health, for the server of a run. */
export function metricsRoutes(metrics: RunMetrics): (server: FastifyInstance) => void {
  return (server) => {
    server.get(METRICS_PATH, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
    server.get("/healthz", async () => ({ alive: true }));
    server.get("/readyz", async (_request, reply) => {
      const { readiness } = metrics;
      return reply.code(readiness.ready ? 200 : 503).send(readiness);
    });
  };
}
