import type { VNode } from "preact";
import type { DashboardState, SeriesPoint } from "../../page-data.ts";
import { currentRate } from "../data/series.ts";
import { html } from "../parts/html.ts";
import { formatBytes, formatDuration, formatRate, formatWhole, NO_BREAK } from "../text/format.ts";
import { pauseReason } from "../text/headline.ts";
import { latestInFlight } from "./in-flight.ts";

export interface StatStripProps {
  readonly state: DashboardState;
  readonly minutes: readonly SeriesPoint[];
}

interface Stat {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly note?: string;
  /** Shown while the pointer rests on it. */
  readonly hint?: string;
  readonly tone?: "bad" | "warn";
}

/** Counts since the command began, and what is true now. */
export function StatStrip({ state, minutes }: StatStripProps): VNode {
  return html`<dl class="stats" aria-label="Counts and state">
    ${statsOf(state, minutes).map(
      ({ name, value, unit, note, hint, tone }) =>
        html`<div key=${name} class="stat ${tone ?? ""}" title=${hint}>
          <dt>${name}</dt>
          <dd>
            <span class="value" data-stat=${name}>${value}</span
            >${unit === undefined ? "" : html`<span class="unit">${NO_BREAK}${unit}</span>`}
            <span class="note">${note ?? ""}</span>
          </dd>
        </div>`,
    )}
  </dl>`;
}

function statsOf(state: DashboardState, minutes: readonly SeriesPoint[]): readonly Stat[] {
  const { totals, backlog } = state;
  const rate = (key: "landed" | "delivered"): string =>
    `${formatRate(currentRate(minutes, key))}/s`;
  return [
    { name: "Landed", value: formatWhole(totals.landed), note: rate("landed") },
    { name: "Delivered", value: formatWhole(totals.delivered), note: rate("delivered") },
    count("Failed", totals.failed, "bad"),
    count("Dropped", totals.dropped, "warn"),
    { ...count("Skipped", totals.skipped), ...sentAgain(state) },
    count("Retries", totals.retries),
    { name: "Waiting", value: formatWhole(backlog.frames), note: ageOf(backlog) },
    inFlightStat(state, minutes),
    ...slicerStat(state),
    ...spoolStat(state),
  ];
}

function count(name: string, value: number, tone?: "bad" | "warn"): Stat {
  return { name, value: formatWhole(value), ...(tone !== undefined && value > 0 ? { tone } : {}) };
}

/** Why frames are skipped that somebody has sent again. */
function sentAgain({ withdrawnFailures }: DashboardState): Pick<Stat, "note" | "hint"> {
  if (withdrawnFailures === 0) return {};
  return { note: `${formatWhole(withdrawnFailures)} sent again`, hint: SENT_AGAIN };
}

function inFlightStat(state: DashboardState, minutes: readonly SeriesPoint[]): Stat {
  const inFlight = latestInFlight(state, state.isOpen ? minutes : []);
  const value = formatWhole(inFlight);
  return { name: "In flight", value, note: limitOf(state, inFlight), hint: IN_FLIGHT };
}

function ageOf({ frames, oldestAgeSeconds }: DashboardState["backlog"]): string {
  return frames === 0 ? "nothing" : `oldest ${formatDuration(oldestAgeSeconds)}`;
}

/** Where more frames are being sent than the limit says, it needs its unit. */
function limitOf({ services }: DashboardState, inFlight: number): string {
  const known = services.flatMap(({ limit }) => limit ?? []);
  if (known.length === 0) return "";
  const limit = known.reduce((sum, one) => sum + one, 0);
  const unit = inFlight > limit ? `${NO_BREAK}requests` : "";
  return `limit ${formatWhole(limit)}${unit}`;
}

function slicerStat({ slicer }: DashboardState): readonly Stat[] {
  if (slicer.state === "none") return [];
  const { sliced, expectedFrames } = slicer;
  const of = expectedFrames === null ? "" : ` of ${formatWhole(expectedFrames)}`;
  const note = `${formatWhole(sliced)}${of} sliced${slicer.state === "paused" ? `: ${pauseReason(slicer)}` : ""}`;
  const tone = slicer.state === "paused" ? ({ tone: "warn" } as const) : {};
  return [{ name: "ffmpeg", value: slicer.state, note, ...tone }];
}

/** The spool of a video, and what the disk has left for it and for results. */
function spoolStat({ spool, slicer }: DashboardState): readonly Stat[] {
  const { bytes, freeBytes } = spool;
  const free = freeBytes === null ? [] : formatBytes(freeBytes).split(NO_BREAK);
  if (slicer.state === "none" && bytes === 0) {
    const [value = "", unit = ""] = free;
    return freeBytes === null ? [] : [{ name: "Disk", value, unit, note: "free" }];
  }
  const [value = "", unit = ""] = formatBytes(bytes).split(NO_BREAK);
  return [
    { name: "Spool", value, unit, note: freeBytes === null ? "" : `${free.join(NO_BREAK)} free` },
  ];
}

const SENT_AGAIN =
  "These frames had failed and were sent again: each landed once more, and its failure counts as skipped.";
const IN_FLIGHT =
  "Frames that were being sent at once in the last second, at most. The limit counts requests: there are more frames where several share one.";
