import type { DashboardState, SeriesPoint, SourceState } from "../../page-data.ts";
import type { ServiceStateNow } from "../../service-data.ts";
import { currentRate, sumOf } from "../data/series.ts";
import { formatDuration, formatFrames, formatRate, formatWhole, NO_BREAK } from "./format.ts";

/** The state of a run in a sentence. */
export interface Headline {
  readonly tone: "good" | "idle" | "warn" | "bad" | "ended";
  readonly text: string;
}

/** What a person wants to know first: what is wrong, or else how fast it goes. */
export function headlineOf(
  state: DashboardState,
  minutes: readonly SeriesPoint[],
  isEnded: boolean,
): Headline {
  if (isEnded) return endOf(state);
  const find = [
    opening,
    servicesAway,
    heldBack,
    sourceTrouble,
    paused,
    failing,
    delivering,
    silent,
  ];
  for (const rule of find) {
    const found = rule(state, minutes);
    if (found !== null) return found;
  }
  return { tone: "idle", text: "Waiting for the first frame" };
}

type Rule = (state: DashboardState, minutes: readonly SeriesPoint[]) => Headline | null;

const opening: Rule = (state) =>
  state.isOpen || state.totals.landed > 0 ? null : { tone: "idle", text: "Opening the sources" };

function endOf({ totals }: DashboardState): Headline {
  const { landed, delivered, failed, dropped, skipped } = totals;
  const rest = [
    ...(failed > 0 ? [`${formatWhole(failed)} failed`] : []),
    ...(dropped > 0 ? [`${formatWhole(dropped)} dropped`] : []),
    ...(skipped > 0 ? [`${formatWhole(skipped)} skipped`] : []),
  ];
  const most = `Ended: ${formatWhole(delivered)} of ${formatFrames(landed)} delivered`;
  return { tone: failed > 0 ? "warn" : "ended", text: [most, ...rest].join(", ") };
}

const servicesAway: Rule = ({ services, backlog, atMs }) => {
  const away = services.flatMap((service) => awayOf(service));
  const [first] = away;
  if (first === undefined) return null;
  const since = formatDuration((atMs - first.sinceMs) / 1000);
  const reason = `for ${since}: ${first.reason}`;
  const which =
    services.length === 1 || away.length === 1
      ? `${first.address} is away ${reason}`
      : `${away.length} of ${services.length} services are away, ${first.address} ${reason}`;
  return {
    tone: away.length < services.length ? "warn" : "bad",
    text: `${which}; ${waiting(backlog)}`,
  };
};

function awayOf({ away, address }: ServiceStateNow) {
  return away === null ? [] : [{ ...away, address }];
}

/** One that gets nothing while others do holds up nobody. */
const heldBack: Rule = ({ services, backlog }) => {
  const held = services.filter((service) => service.heldBack !== null);
  const [first] = held;
  if (first === undefined || held.length < services.length || backlog.frames === 0) return null;
  return {
    tone: "warn",
    text: `${first.address} gets none: ${first.heldBack}; ${waiting(backlog)}`,
  };
};

const sourceTrouble: Rule = ({ sources, atMs }) => {
  const troubled = sources.filter(({ trouble }) => trouble !== null);
  const [first] = troubled;
  if (first === undefined) return null;
  const others = troubled.length > 1 ? ` (and ${troubled.length - 1} more)` : "";
  return { tone: "warn", text: `${first.name} ${troubleOf(first, atMs)}${others}` };
};

const paused: Rule = ({ slicer, backlog }) =>
  slicer.state === "paused" && backlog.frames > 0
    ? { tone: "warn", text: `Slicing is paused: ${pauseReason(slicer)}; ${waiting(backlog)}` }
    : null;

/** Why ffmpeg waits, in words. */
export function pauseReason({ reason }: DashboardState["slicer"]): string {
  if (reason === "spoolFull") return "the spool is full";
  if (reason === "diskLow") return "the disk is nearly full";
  return reason ?? "";
}

const failing: Rule = ({ backlog, failedInLastMinute: failed }, minutes) => {
  if (failed === 0) return null;
  const finished = failed + sumOf(minutes.slice(-60), "delivered");
  const rate = deliveringRate(minutes);
  const text = `${formatWhole(failed)} of ${formatFrames(finished)} failed in the last minute`;
  return { tone: "warn", text: `Delivering ${rate}; ${text}; ${waiting(backlog)}` };
};

const delivering: Rule = ({ backlog }, minutes) => {
  if (currentRate(minutes, "delivered") === 0) return null;
  const isLate = backlog.oldestAgeSeconds > LATE_SECONDS;
  const age = isLate ? `, the oldest for ${formatDuration(backlog.oldestAgeSeconds)}` : "";
  const text = `Delivering ${deliveringRate(minutes)}; ${waiting(backlog)}${age}`;
  return { tone: isLate ? "warn" : "good", text };
};

const silent: Rule = ({ sources, backlog, atMs, startedAtMs }) => {
  if (backlog.frames > 0)
    return {
      tone: "warn",
      text: `${waiting(backlog)}, the oldest for ${formatDuration(backlog.oldestAgeSeconds)}`,
    };
  const last = Math.max(startedAtMs, ...sources.map(({ lastLandedAtMs }) => lastLandedAtMs ?? 0));
  const seconds = (atMs - last) / 1000;
  if (seconds < SILENT_SECONDS) return null;
  const [source] = sources;
  const name = sources.length === 1 && source !== undefined ? source.name : "Every source";
  return { tone: "idle", text: `${name} is silent for ${formatDuration(seconds)}` };
};

/** `24 frames/s`, or by the minute where that says more. */
function deliveringRate(minutes: readonly SeriesPoint[]): string {
  const perSecond = currentRate(minutes, "delivered");
  if (perSecond >= 1) return `${formatRate(perSecond)}${NO_BREAK}frames/s`;
  return `${formatRate(perSecond * 60)}${NO_BREAK}frames a minute`;
}

function waiting({ frames }: DashboardState["backlog"]): string {
  if (frames === 0) return "nothing waits";
  return `${formatFrames(frames)} ${frames === 1 ? "waits" : "wait"}`;
}

/** Why nothing comes from a source and, where that is known, for how long; `null` while it is open. */
export function troubleOf({ trouble, troubleSinceMs }: SourceState, atMs: number): string | null {
  if (trouble === null || troubleSinceMs === null) return trouble;
  return `${trouble}; no frame for ${formatDuration((atMs - troubleSinceMs) / 1000)}`;
}

/** How long a source says nothing, in words; `null` while it is not silent. */
export function silenceOf({ lastLandedAtMs }: SourceState, atMs: number): string | null {
  if (lastLandedAtMs === null) return null;
  const seconds = (atMs - lastLandedAtMs) / 1000;
  return seconds < SILENT_SECONDS ? null : `silent for ${formatDuration(seconds)}`;
}

const LATE_SECONDS = 10;
const SILENT_SECONDS = 60;
