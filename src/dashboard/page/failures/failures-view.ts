import type { VNode } from "preact";
import type { DashboardState } from "../../page-data.ts";
import { html } from "../parts/html.ts";
import { formatFrames } from "../text/format.ts";
import { FailureGroup, type FailureGroupProps } from "./failure-group.ts";

export interface FailuresViewProps extends Omit<FailureGroupProps, "group"> {
  readonly state: DashboardState;
}

/** Failed frames by their reason, the most frequent first. */
export function FailuresView({ state, actionToken, isLive, onOpen }: FailuresViewProps): VNode {
  const { failures, totals } = state;
  if (failures.length === 0) return html`<p class="empty">No frame has failed.</p>`;
  const rest = totals.failed - failures.reduce((sum, { count }) => sum + count, 0);
  const common = { actionToken, isLive, onOpen };
  return html`<section class="view" aria-label="Failures by reason">
    <ul class="groups">
      ${failures.map((group) => html`<${FailureGroup} key=${group.id} group=${group} ...${common} />`)}
    </ul>
    ${rest > 0 ? html`<p class="note">${formatFrames(rest)} failed for other reasons.</p>` : null}
  </section>`;
}
