import { formatNumber } from "../../../core/text/format-number.ts";
import type { Latency } from "../../service-data.ts";

/** Stands for what is not known. */
export const NOTHING = "–";

/** Between a number and its unit, so that no line ends there. */
export const NO_BREAK = "\u00A0";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const shortClock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });

/** A count with separators: `1,234`. */
export function formatWhole(count: number): string {
  return whole.format(count);
}

/** `1 frame`, `1,234 frames`. */
export function formatFrames(count: number): string {
  return `${formatWhole(count)}${NO_BREAK}${count === 1 ? "frame" : "frames"}`;
}

/** Two digits that count, or all before the point: `0.52`, `9.3`, `24`, `1,312`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 9.95) return formatWhole(perSecond);
  return String(Number(perSecond.toPrecision(2)));
}

/** `8.24 ms`, `41.3 ms`, `412 ms`, `3.12 s`. */
export function formatLatency(ms: number | null): string {
  if (ms === null) return NOTHING;
  return ms < 999.5 ? `${formatDigits(ms)}${NO_BREAK}ms` : `${formatDigits(ms / 1000)}${NO_BREAK}s`;
}

/** Three significant digits, without zeros that say nothing. */
function formatDigits(value: number): string {
  return String(Number(formatNumber(value)));
}

/** Several percentiles, with their unit once where it is the same: `38 / 61 / 94 ms`. */
export function formatLatencies({ p50, p95, p99 }: Latency): string {
  const texts = [p50, p95, p99].map((ms) => formatLatency(ms));
  const areMs = texts.every((text) => text.endsWith(`${NO_BREAK}ms`));
  return areMs
    ? `${texts.map((text) => text.slice(0, -3)).join(" / ")}${NO_BREAK}ms`
    : texts.join(" / ");
}

/** Time in its two largest units: `12 s`, `5 min`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 120) return `${total}${NO_BREAK}s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}${NO_BREAK}min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(`${hours}${NO_BREAK}h`, `${minutes % 60}${NO_BREAK}min`);
  return withRest(`${Math.floor(hours / 24)}${NO_BREAK}d`, `${hours % 24}${NO_BREAK}h`);
}

function withRest(large: string, rest: string): string {
  return rest.startsWith(`0${NO_BREAK}`) ? large : `${large} ${rest}`;
}

/** In decimal units, as disks are sold: `312 kB`, `4.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatDigits(value)}${NO_BREAK}${units[unit] ?? ""}`;
}

/** Time of day, with seconds: `14:03:07`. */
export function formatTime(atMs: number): string {
  return clock.format(atMs);
}

/** Time of day, without seconds: `14:03`. */
export function formatShortTime(atMs: number): string {
  return shortClock.format(atMs);
}

/** Of a scale from 0 to 1 in percent, else as it is; empty for none. */
export function formatConfidence(confidence: number | null): string {
  if (confidence === null) return "";
  return confidence >= 0 && confidence <= 1
    ? `${Math.round(confidence * 100)}${NO_BREAK}%`
    : formatDigits(confidence);
}

/** The same with its middle left out, for names that differ at their end. */
export function shortenMiddle(text: string, maxLength: number): string {
  const characters = Array.from(text);
  if (characters.length <= maxLength) return text;
  const head = Math.floor((maxLength - 1) / 3);
  const tail = maxLength - 1 - head;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}

/** A text of at most so many characters, with an ellipsis where it is cut. */
export function shorten(text: string, maxLength: number): string {
  const characters = Array.from(text);
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join("")}…`;
}
