import type { VNode } from "preact";
import type { DashboardState } from "../../page-data.ts";
import type { PageStore } from "../data/page-store.ts";
import { html } from "../parts/html.ts";
import { BrokerPanel } from "./broker-panel.ts";
import { Charts } from "./charts.ts";
import { ServicesTable } from "./services-table.ts";
import { SourcesTable } from "./sources-table.ts";
import { StatStrip } from "./stat-strip.ts";
import { Warnings } from "./warnings.ts";

export interface NowViewProps {
  readonly store: PageStore;
  readonly state: DashboardState;
}

/** What is true now, and how it came to be so. */
export function NowView({ store, state }: NowViewProps): VNode {
  const { minutes } = store;
  const { services, sources, warnings, atMs, isOpen, broker } = state;
  return html`<div class="view">
    <${StatStrip} state=${state} minutes=${minutes.get("all") ?? []} />
    <${Charts} store=${store} state=${state} />
    ${services.length > 0 ? html`<${ServicesTable} services=${services} series=${minutes} atMs=${atMs} isOpen=${isOpen} />` : null}
    ${broker === null ? null : html`<${BrokerPanel} broker=${broker} atMs=${atMs} />`}
    ${sources.length > 0 ? html`<${SourcesTable} sources=${sources} series=${minutes} atMs=${atMs} />` : null}
    ${warnings.length > 0 ? html`<${Warnings} warnings=${warnings} />` : null}
  </div>`;
}
