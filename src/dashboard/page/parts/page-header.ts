import type { VNode } from "preact";
import type { DashboardState } from "../../page-data.ts";
import type { Connection } from "../data/page-store.ts";
import { formatDuration, formatTime, formatWhole } from "../text/format.ts";
import { html } from "./html.ts";
import { type View, VIEWS } from "./use-view.ts";

export interface PageHeaderProps {
  readonly state: DashboardState | null;
  readonly connection: Connection;
  readonly view: View;
}

/** What runs, whether the page hears of it, and the ways to the parts of the page. */
export function PageHeader({ state, connection, view }: PageHeaderProps): VNode {
  return html`<header class="top">
    <div class="brand">
      <img src="/assets/icon.svg" alt="" width="28" height="28" />
      <strong>frameferry</strong>
      <span class="note"
        >${state === null ? "" : `${state.command}, running for ${ageOf(state)}`}</span
      >
    </div>
    <nav aria-label="Parts of the page">
      ${VIEWS.map(
        (one) =>
          html`<a key=${one} href="#${one}" aria-current=${one === view ? "page" : null}>
            ${TITLES[one]}${one === "failures" ? badgeOf(state) : ""}
          </a>`,
      )}
    </nav>
    <span class="connection ${connection}" role="status">${wordsFor(connection, state)}</span>
  </header>`;
}

function ageOf({ atMs, startedAtMs }: DashboardState): string {
  return formatDuration((atMs - startedAtMs) / 1000);
}

function badgeOf(state: DashboardState | null): VNode | string {
  const failed = state?.totals.failed ?? 0;
  return failed === 0 ? "" : html` <span class="count">${formatWhole(failed)}</span>`;
}

function wordsFor(connection: Connection, state: DashboardState | null): string {
  const since = state === null ? "" : ` since ${formatTime(state.atMs)}`;
  const words: Readonly<Record<Connection, string>> = {
    connecting: "Connecting…",
    live: "Live",
    reconnecting: "Reconnecting…",
    gone: `No answer${since}`,
    ended: "Ended",
  };
  return words[connection];
}

const TITLES: Readonly<Record<View, string>> = {
  now: "Now",
  frames: "Frames",
  failures: "Failures",
};
