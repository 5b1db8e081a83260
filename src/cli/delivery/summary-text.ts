import { formatNumber } from "../../core/text/format-number.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { RecordingCounts, RunSummary, ServiceCounts, SourceGaps } from "../../core/summary.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { type LeftOutCounts, SELECTION_RULES } from "../../core/selection-rule.ts";
import type { Paint } from "../format/colorizer.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
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
    `skipped ${skipped}${describeRules(summary.skippedBy)}`,
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
  const { gaps, captureToAnswerMs } = summary;
  if (gaps.count > 0)
    counts.push(`${describeGaps(gaps)}, the longest ${formatDuration(gaps.longestMs / 1000)}`);
  if (captureToAnswerMs.p50 !== null)
    pace.push(
      `capture to answer ${formatNumber(captureToAnswerMs.p50)} ms median, ${formatNumber(captureToAnswerMs.p95)} ms p95`,
    );
  return [
    headline(summary, ending, paint),
    `  ${counts.join(" · ")}`,
    paint("dim", `  ${pace.join(" · ")}`),
    ...serviceCountLines(summary).map((line) => paint("dim", line)),
    ...failureLines(summary, paint),
    ...recordingLines(summary.recording),
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

/** Frames left out by rules: ` (similar 1204, motion 3)`; empty for none. */
export function describeRules(skippedBy: LeftOutCounts): string {
  const words = SELECTION_RULES.filter((rule) => skippedBy[rule] !== undefined);
  if (words.length === 0) return "";
  return ` (${words.map((rule) => `${rule} ${skippedBy[rule]}`).join(", ")})`;
}

/** What was recorded of a camera, in a line. */
function recordingLines(recording: RecordingCounts | null): string[] {
  if (recording === null) return [];
  const { segments, bytes, gaps } = recording;
  const missing =
    gaps.count === 0
      ? ""
      : ` · not recorded for ${formatDuration(gaps.totalMs / 1000)}, in ${formatCount(gaps.count, "gap")}`;
  return [`  recorded  ${formatCount(segments, "file")} of ${formatBytes(bytes)}${missing}`];
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
  const { delivered, failed, skipped, pending } = summary;
  const { problems, previouslyFailed, stopped } = summary;
  const count = formatCount(delivered, "frame");
  const before = previouslyFailed === 0 ? "" : `, ${describePreviouslyFailed(previouslyFailed)}`;
  const lost = describeLosses(summary);
  if (isInterrupted && isEndless) return paint("bold", `■ stopped, ${count} delivered${lost}`);
  if (isInterrupted)
    return paint("yellow", `■ stopped with ${count} delivered; ${canGoOn ? GOES_ON : COMES_ONCE}`);
  if (problems.length > 0) return paint("red", `✖ not complete: ${count} delivered`);
  if (stopped !== null)
    return paint("red", `✖ stopped early: ${count} delivered, ${failed} failed, the rest not sent`);
  if (failed + pending > 0)
    return paint("yellow", `▲ ${count} delivered, ${failed} failed${lost}${before}`);
  if (lost + before !== "") return paint("yellow", `▲ ${count} delivered${lost}${before}`);
  if (skipped > 0 && !wasDoneBefore(summary)) return paint("green", describeSkipped(summary));
  if (delivered > 0) return paint("green", `✔ ${allOf(delivered)} delivered`);
  return paint("green", nothingToDo(summary));
}

/** Frames that were delivered and skipped: `✔ 46 of 300 frames delivered, 254 skipped (earlier runs have delivered 254)`. */
function describeSkipped(summary: RunSummary): string {
  const { landed, delivered, skipped, previouslyDelivered } = summary;
  const earlier =
    previouslyDelivered === 0 ? "" : ` (earlier runs have delivered ${previouslyDelivered})`;
  return `✔ ${delivered} of ${formatCount(landed, "frame")} delivered, ${skipped} skipped${earlier}`;
}

/** True if nothing was left to do but what earlier runs had delivered. */
function wasDoneBefore({ delivered, previouslyDelivered }: RunSummary): boolean {
  return delivered === 0 && previouslyDelivered > 0;
}

/** What is missing besides failures: `, 12 dropped, 3 gaps of 4.7 s`; empty if nothing is. */
function describeLosses({ dropped, gaps }: RunSummary): string {
  const losses = [
    ...(dropped === 0 ? [] : [`${dropped} dropped`]),
    ...(gaps.count === 0 ? [] : [describeGaps(gaps)]),
  ];
  return losses.map((loss) => `, ${loss}`).join("");
}

function describeGaps({ count, totalMs }: SourceGaps): string {
  return `${formatCount(count, "gap")} of ${formatDuration(totalMs / 1000)}`;
}

const GOES_ON = "the same command again goes on";
const COMES_ONCE = "this cannot be resumed, the next run starts at its first frame";

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
