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
import type { SiteSourceView } from "../core/events/site-source-view.ts";
import { SourceLabels } from "../core/text/source-labels.ts";
import { SiteMetrics } from "./site-metrics.ts";

/** Metrics and health of the runs of a command, one after the other or at the same time, from their events. */
export class RunMetrics {
  /** All metrics but those of the process. */
  readonly registry: Registry = new Registry();
  readonly #frames = new FrameMetrics(this.registry);
  readonly #live = new LiveRuns();
  readonly #labels = new SourceLabels();
  readonly #site = new SiteMetrics(this.registry, this.#labels);

  /** @param version of this program. */
  constructor(version: string) {
    addRunGauges(this.registry, this.#live, this.#label);
    addRecordedBytes(this.registry, this.#live);
    addBrokerMetrics(this.registry, () => this.#live.brokers);
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
    for (const label of this.#labelsOf(view)) this.#frames.sources.open(label);
  }

  /** Its sources are closed. @param pending its frames that are left without an outcome. */
  runClosed(view: RunView, pending: number): void {
    this.#live.close(view, pending);
    const open = new Set(this.#live.views.flatMap((other) => this.#labelsOf(other)));
    for (const label of this.#labelsOf(view))
      if (!open.has(label)) this.#frames.sources.close(label);
  }

  /** The runs are those of a site. @param read tells how its sources are now. */
  siteOpened(read: () => readonly SiteSourceView[]): void {
    this.#site.opened(read);
  }

  /** A site has a source no more: its series end. If it comes back, they begin at zero. */
  sourceRemoved(name: string): void {
    this.#frames.sources.remove(this.#label("", name));
    this.#labels.forget(name);
  }

  listen(event: RunEvent, name?: string): void {
    this.#live.listen(event);
    const { sources } = this.#frames;
    switch (event.type) {
      case "frameLanded":
        return sources.landed(this.#label(event.frame.source, name));
      case "framesLeftOut":
        return sources.leftOutUnseen(this.#label(event.source, name), event);
      case "frameSettled":
        return this.#settled(event.result, name);
      case "failureWithdrawn":
        return sources.withdrawn(this.#label(event.source, name));
      case "motionStarted":
        return sources.motionStarted(this.#label(event.source, name));
      case "requestStarted":
        return this.#frames.requestStarted(event);
      case "requestEnded":
        return this.#frames.requestEnded(event);
      default:
        return undefined;
    }
  }

  #settled({ source, outcome, rule }: FrameResult, name?: string): void {
    const label = this.#label(source, name);
    this.#frames.sources.settled(label, outcome);
    if (rule !== undefined) this.#frames.sources.leftOut(label, rule);
  }

  readonly #label = (source: string, name?: string): string => this.#labels.of(source, name);

  /** Each once: the folders of a watch in a site have one name. */
  #labelsOf({ sources, name }: RunView): readonly string[] {
    return [...new Set(sources.map(({ source }) => this.#label(source, name)))];
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
    return readinessOf(this.#live, this.#label);
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
