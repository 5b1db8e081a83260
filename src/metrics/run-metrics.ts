import { Gauge, Registry } from "prom-client";
import type { RunEvent } from "../core/events/run-event.ts";
import { FrameMetrics } from "./frame-metrics.ts";
import { LiveRun } from "./live-run.ts";
import { processMetrics } from "./process-metrics.ts";
import { type Readiness, readinessOf } from "./readiness.ts";
import { addRunGauges } from "./run-gauges.ts";
import type { RunView } from "./run-view.ts";

/** Metrics and health of the runs of a command, one after the other, from their events. */
export class RunMetrics {
  /** All metrics but those of the process. */
  readonly registry: Registry = new Registry();
  readonly #frames = new FrameMetrics(this.registry);
  #run: LiveRun | null = null;

  /** @param version of this program. */
  constructor(version: string) {
    addRunGauges(this.registry, () => this.#run);
    const info = new Gauge({
      name: "frameferry_build_info",
      help: "1, with the version of frameferry and of Node.",
      labelNames: ["version", "node"],
      registers: [this.registry],
    });
    info.set({ version, node: process.versions.node }, 1);
  }

  /** A run has begun, and misses nothing that lands from now on. */
  runOpened(view: RunView): void {
    this.#run = new LiveRun(view);
    for (const { source } of view.sources) this.#frames.sources.open(source);
  }

  /** Its sources are closed. */
  runClosed(): void {
    for (const { source } of this.#run?.view.sources ?? []) this.#frames.sources.close(source);
    this.#run = null;
  }

  listen(event: RunEvent): void {
    this.#run?.listen(event);
    switch (event.type) {
      case "frameLanded":
        return this.#frames.sources.landed(event.frame.source);
      case "frameSettled":
        return this.#frames.sources.settled(event.result.source, event.result.outcome);
      case "failureWithdrawn":
        return this.#frames.sources.withdrawn(event);
      case "requestStarted":
        return this.#frames.requestStarted(event);
      case "requestEnded":
        return this.#frames.requestEnded(event);
      default:
        return undefined;
    }
  }

  /** @param seconds that a group of records took. */
  ledgerCommitted(seconds: number): void {
    this.#frames.ledgerCommitted(seconds);
  }

  get readiness(): Readiness {
    return readinessOf(this.#run, (source) => this.#frames.sources.label(source));
  }

  /** Media type of `text`. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  async text(): Promise<string> {
    const parts = await Promise.all([this.registry.metrics(), processMetrics().metrics()]);
    return parts.join("\n");
  }
}
