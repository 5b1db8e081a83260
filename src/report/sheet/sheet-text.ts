import { formatBytes } from "../../core/text/format-bytes.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { sourceName } from "../../core/text/source-name.ts";
import type { SheetFacts, SheetFrame } from "./sheet-facts.ts";

/** Title of a sheet: the names of its sources. */
export function sheetTitle({ sources }: Pick<SheetFacts, "sources">): string {
  const shown = sources
    .slice(0, MAX_SOURCES)
    .map((source) => sourceName(source).slice(0, MAX_NAME));
  const more = sources.length > MAX_SOURCES ? ` and ${sources.length - MAX_SOURCES} more` : "";
  return `${shown.join(", ")}${more}`;
}

const MAX_SOURCES = 3;
const MAX_NAME = 120;

/** `360 frames would be sent, 3240 are left out: similar 3000, scene 240`. */
export function countsText({ sent, skippedBy }: Pick<SheetFacts, "sent" | "skippedBy">): string {
  const rules = [...skippedBy].filter(([, count]) => count > 0);
  const total = rules.reduce((sum, [, count]) => sum + count, 0);
  const words = formatCount(sent, "frame would be sent", "frames would be sent");
  if (total === 0) return words;
  const parts = rules.map(([rule, count]) => `${rule} ${count}`).join(", ");
  return `${words}, ${formatCount(total, "is left out", "are left out")}: ${parts}`;
}

/** `360 requests, about 21 MB of images, a cost of 0.54`. */
export function estimateText({ estimate }: Pick<SheetFacts, "estimate">): string {
  const { requests, bytes, isExact, cost } = estimate;
  const about = isExact ? "" : "about ";
  return [
    formatCount(requests, "request"),
    ...(bytes === null ? [] : [`${about}${formatBytes(bytes)} of images`]),
    ...(cost === null ? [] : [`a cost of ${costText(cost)}`]),
  ].join(", ");
}

/** With two digits behind the point, or with two that say something. */
function costText(cost: number): string {
  return cost >= 0.1 || cost === 0 ? cost.toFixed(2) : String(Number(cost.toPrecision(2)));
}

/** Which of the frames a sheet shows; empty if it shows all. */
export function shownText({ frames, sent, skippedBy }: SheetFacts): string {
  const shownSent = frames.filter(({ leftOutBy }) => leftOutBy === null).length;
  const out = [...skippedBy.values()].reduce((sum, count) => sum + count, 0);
  const shownOut = frames.length - shownSent;
  if (shownSent === sent && shownOut === out) return "";
  const parts = [`${shownSent} of ${sent} that would be sent`];
  if (out > 0) parts.push(`${shownOut} of ${out} that are left out`);
  return `Shown: ${parts.join(", and ")}, spread evenly.`;
}

/** `1:05.20 · #42`, and the rule that leaves a frame out. */
export function captionText({ name, ptsSeconds, leftOutBy }: SheetFrame): string {
  const time = ptsSeconds === null ? null : clockText(ptsSeconds);
  const reason = leftOutBy === null ? null : `left out: ${leftOutBy}`;
  return [time, name, reason].filter((part) => part !== null).join(" · ");
}

/** As `--at` takes it, to a hundredth: `1:05.20`, `2:00:00.00`. */
function clockText(seconds: number): string {
  const whole = Math.max(0, seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  // Rounded down, so that no minute has 60 seconds.
  const rest = (Math.floor((whole % 60) * 100 + 0.001) / 100).toFixed(2).padStart(5, "0");
  const start = hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}` : String(minutes);
  return `${start}:${rest}`;
}
