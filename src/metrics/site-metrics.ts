import { Counter, Gauge, type Registry } from "prom-client";
import { SITE_SOURCE_STATES, type SiteSourceView } from "../core/events/site-source-view.ts";
import { OTHER_SOURCES, type SourceLabels } from "../core/text/source-labels.ts";

/** States and restarts of the sources of a site, read at each scrape; without a site they have no series. */
export class SiteMetrics {
  readonly #labels: SourceLabels;
  #read: () => readonly SiteSourceView[] = () => [];

  constructor(registry: Registry, labels: SourceLabels) {
    this.#labels = labels;
    const registers = [registry];
    const states: Gauge<"source" | "state"> = new Gauge({
      name: "frameferry_source_state",
      help: "1 for the state that a source of a site is in, 0 for each other.",
      ...{ registers, labelNames: ["source", "state"] },
      collect: () => {
        states.reset();
        for (const [source, { state: current }] of this.#sources())
          for (const state of SITE_SOURCE_STATES)
            states.set({ source, state }, state === current ? 1 : 0);
      },
    });
    const restarts: Counter<"source"> = new Counter({
      name: "frameferry_source_restarts_total",
      help: "Runs of a source of a site that were necessary because the one before had failed.",
      ...{ registers, labelNames: ["source"] },
      collect: () => {
        restarts.reset();
        for (const [source, view] of this.#sources()) restarts.inc({ source }, view.restarts);
      },
    });
  }

  opened(read: () => readonly SiteSourceView[]): void {
    this.#read = read;
  }

  /** Of those without a label of their own nothing could be said that is true of all. */
  #sources(): readonly (readonly [label: string, view: SiteSourceView])[] {
    return this.#read()
      .map((view) => [this.#labels.of("", view.name), view] as const)
      .filter(([label, { name }]) => label === name || label !== OTHER_SOURCES);
  }
}
