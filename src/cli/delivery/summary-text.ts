import { formatNumber } from "../../core/text/format-number.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { RunSummary, ServiceCounts } from "../../core/summary.ts";
import type { Paint } from "../format/colorizer.ts";
import { formatDuration } from "../format/format-duration.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { waysOn } from "./rejection-problems.ts";

/** Circumstances of the end of a run. */
export interface Ending {
  readonly isInterrupted: boolean;
  /** True if it would have gone on until it was interrupted. */
  readonly isEndless: boolean;
  /** True if the same command goes on where it was. */
  readonly canGoOn: boolean;
  /** The command that sends again what failed; `null` if nothing did. */
  readonly resubmit: string | null;
}

/** The last lines of a run, for a person. */
export function summaryLines(summary: RunSummary, ending: Ending, paint: Paint): string[] {
  const { landed, delivered, failed, skipped, dropped, pending, latencyMs } = summary;
  const counts = [
    `landed ${landed}`,
    `delivered ${delivered}`,
    `failed ${failed}`,
    `skipped ${skipped}`,
  ];
  if (dropped > 0) counts.push(`dropped ${dropped}`);
  counts.push(`pending ${pending}`);
  if (summary.previouslyDelivered > 0)
    counts.push(`delivered before ${summary.previouslyDelivered}`);
  if (summary.previouslyFailed > 0) counts.push(`failed before ${summary.previouslyFailed}`);
  if ((summary.decodeErrors ?? 0) > 0) counts.push(`not decoded ${summary.decodeErrors}`);
  if (summary.slicePauses > 0) counts.push(`slicing paused ${times(summary.slicePauses)}`);
  if (summary.missedEvents > 0) counts.push(`found by listing ${summary.missedEvents}`);
  const pace = [
    formatDuration(summary.durationMs / 1000),
    `${formatNumber(summary.framesPerSecond)} frames/s`,
  ];
  if (latencyMs.p50 !== null) {
    pace.push(
      `latency ${formatNumber(latencyMs.p50)} ms median, ${formatNumber(latencyMs.p95)} ms p95, ${formatNumber(latencyMs.p99)} ms p99`,
    );
  }
  return [
    headline(summary, ending, paint),
    `  ${counts.join(" · ")}`,
    paint("dim", `  ${pace.join(" · ")}`),
    ...serviceCountLines(summary).map((line) => paint("dim", line)),
    ...failureLines(summary, paint),
    `  results  ${escapeControlChars(summary.results)}`,
    ...(summary.failedImages === null
      ? []
      : [`  failed images  ${escapeControlChars(summary.failedImages)}`]),
    ...waysOn(summary).map((way) => `  ${way}`),
    ...(ending.resubmit === null
      ? []
      : [`  to send them again  ${escapeControlChars(ending.resubmit)}`]),
  ];
}

/** Lines of counts for each of several services, and for the mirror. */
function serviceCountLines({ services, mirror }: RunSummary): string[] {
  const lines = services.length < 2 ? [] : services.map(describeCounts);
  if (mirror === null) return lines;
  const { service, sent, dropped, failed } = mirror;
  const counts = `copies sent ${sent} · dropped ${dropped} · failed ${failed}`;
  return [...lines, `  mirror ${escapeControlChars(service)}  ${counts}`];
}

function describeCounts({
  service,
  requests,
  delivered,
  failed,
  latencyMs,
}: ServiceCounts): string {
  const median = latencyMs.p50 === null ? "" : ` · ${formatNumber(latencyMs.p50)} ms median`;
  return `  ${escapeControlChars(service)}  delivered ${delivered} · failed ${failed} · requests ${requests}${median}`;
}

const MAX_REASONS_SHOWN = 5;

/** Why frames failed, the most frequent reasons first. */
export function failureLines({ failures }: RunSummary, paint: Paint): string[] {
  const lines = failures.slice(0, MAX_REASONS_SHOWN).map(({ reason, count, examples }) => {
    const more = count > examples.length ? ", …" : "";
    return paint(
      "yellow",
      `  ${count} failed: ${escapeControlChars(reason)} (${examples.map(escapeControlChars).join(", ")}${more})`,
    );
  });
  const hidden = failures.length - lines.length;
  return hidden > 0
    ? [...lines, `  and ${formatCount(hidden, "more reason")}, in the results`]
    : lines;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** Outcome of a run, in a line. */
export function headline(
  summary: RunSummary,
  { isInterrupted, isEndless, canGoOn }: Omit<Ending, "resubmit">,
  paint: Paint,
): string {
  const { delivered, failed, dropped, pending, problems, previouslyFailed, stopped } = summary;
  const count = formatCount(delivered, "frame");
  const before = previouslyFailed === 0 ? "" : `, ${describePreviouslyFailed(previouslyFailed)}`;
  if (isInterrupted && isEndless) return paint("bold", `■ stopped, ${count} delivered`);
  if (isInterrupted)
    return paint("yellow", `■ stopped with ${count} delivered; ${canGoOn ? GOES_ON : COMES_ONCE}`);
  if (problems.length > 0) return paint("red", `✖ not complete: ${count} delivered`);
  if (stopped !== null)
    return paint("red", `✖ stopped early: ${count} delivered, ${failed} failed, the rest not sent`);
  if (failed + pending > 0)
    return paint("yellow", `▲ ${count} delivered, ${failed} failed${before}`);
  if (before !== "") return paint("yellow", `▲ ${count} delivered${before}`);
  if (dropped > 0) return paint("yellow", `▲ ${count} delivered, ${dropped} dropped`);
  if (delivered > 0) return paint("green", `✔ ${allOf(delivered)} delivered`);
  return paint("green", nothingToDo(summary));
}

const GOES_ON = "the same command again goes on";
const COMES_ONCE = "a stream cannot be resumed, the next one starts at its first frame";

/** Failures that a run leaves alone: `100 failed in earlier runs and were not sent again`. */
export function describePreviouslyFailed(count: number): string {
  return formatCount(
    count,
    "failed in earlier runs and was not sent again",
    "failed in earlier runs and were not sent again",
  );
}

function nothingToDo({ previouslyDelivered }: RunSummary): string {
  if (previouslyDelivered === 0) return "✔ there was nothing to deliver";
  return `✔ ${allOf(previouslyDelivered)} ${previouslyDelivered === 1 ? "was" : "were"} delivered before; --restart sends ${previouslyDelivered === 1 ? "it" : "them"} again`;
}

/** `all 250 frames`, and of a single one `1 frame`. */
function allOf(count: number): string {
  return count === 1 ? "1 frame" : `all ${formatCount(count, "frame")}`;
}
