import { Gauge, Registry } from "prom-client";
import type { RunEvent } from "../core/events/run-event.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { addBrokerMetrics } from "./broker-metrics.ts";
import { FrameMetrics } from "./frame-metrics.ts";
import { LiveRuns } from "./live-run.ts";
import { processMetrics } from "./process-metrics.ts";
import { type Readiness, readinessOf } from "./readiness.ts";
import { addRecordedBytes, addRunGauges } from "./run-gauges.ts";
import type { RunView } from "../core/events/run-view.ts";

/** Metrics and health of the runs of a command, one after the other or at the same time, from their events. */
export class RunMetrics {
  /** All metrics but those of the process. */
  readonly registry: Registry = new Registry();
  readonly #frames = new FrameMetrics(this.registry);
  readonly #live = new LiveRuns();

  /** @param version of this program. */
  constructor(version: string) {
    addRunGauges(this.registry, this.#live, (source) => this.#frames.sources.label(source));
    addRecordedBytes(this.registry, this.#live);
    addBrokerMetrics(this.registry, () => this.#live.broker);
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
    this.#live.open(view);
    for (const { source } of view.sources) this.#frames.sources.open(source);
  }

  /** Its sources are closed. @param pending its frames that are left without an outcome. */
  runClosed(view: RunView, pending: number): void {
    this.#live.close(view, pending);
    const open = new Set(
      this.#live.views.flatMap(({ sources }) => sources.map(({ source }) => source)),
    );
    for (const { source } of view.sources)
      if (!open.has(source)) this.#frames.sources.close(source);
  }

  listen(event: RunEvent): void {
    this.#live.listen(event);
    switch (event.type) {
      case "frameLanded":
        return this.#frames.sources.landed(event.frame.source);
      case "framesLeftOut":
        return this.#frames.sources.leftOutUnseen(event);
      case "frameSettled":
        return this.#settled(event.result);
      case "failureWithdrawn":
        return this.#frames.sources.withdrawn(event);
      case "motionStarted":
        return this.#frames.sources.motionStarted(event.source);
      case "requestStarted":
        return this.#frames.requestStarted(event);
      case "requestEnded":
        return this.#frames.requestEnded(event);
      default:
        return undefined;
    }
  }

  #settled({ source, outcome, rule }: FrameResult): void {
    this.#frames.sources.settled(source, outcome);
    if (rule !== undefined) this.#frames.sources.leftOut(source, rule);
  }

  /** @param seconds that a broker took to acknowledge a message. */
  brokerAcknowledged(seconds: number): void {
    this.#frames.brokerAcknowledged(seconds);
  }

  /** @param seconds that a group of records took. */
  ledgerCommitted(seconds: number): void {
    this.#frames.ledgerCommitted(seconds);
  }

  get readiness(): Readiness {
    return readinessOf(this.#live, (source) => this.#frames.sources.label(source));
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
