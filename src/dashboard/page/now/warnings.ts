import type { VNode } from "preact";
import type { DashboardState } from "../../page-data.ts";
import { html } from "../parts/html.ts";
import { formatTime } from "../text/format.ts";

export interface WarningsProps {
  readonly warnings: DashboardState["warnings"];
}

/** The latest warnings of the run, newest first. */
export function Warnings({ warnings }: WarningsProps): VNode {
  return html`<section class="panel" aria-labelledby="warnings">
    <h2 id="warnings">Warnings</h2>
    <ul class="warnings">
      ${warnings
        .toReversed()
        .map(
          ({ atMs, message }) =>
            html`<li><time>${formatTime(atMs)}</time> <span>${message}</span></li>`,
        )}
    </ul>
  </section>`;
}
