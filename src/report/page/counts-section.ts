import { escapeHtml } from "../../core/text/escape-html.ts";
import { option } from "../../core/option-spelling.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import { SELECTION_RULES } from "../../core/selection-rule.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { ReportFacts, ReportedRun } from "../report-facts.ts";
import { gapsLine } from "./gaps-section.ts";

/** How each run ended, its counts, and whether they add up. */
export function countsSection({ runs, record, live }: ReportFacts): string {
  if (live !== null && runs.length > 0) return runs.map(runOf).join("\n");
  const { delivered, failed, skipped, dropped } = record.counts;
  const counts = { delivered, failed, skipped, dropped };
  const gaps = gapsLine(record.gaps);
  const results = delivered + failed + skipped + dropped;
  const mood = failed > 0 ? " bad" : results === 0 || gaps !== null ? " neutral" : "";
  return `<div class="advice${mood}"><strong>${formatCount(results, "result")}</strong>
<p>${escapeHtml(`${formatCount(results, "result")} = ${sumOf(counts)}`)}</p>${gaps === null ? "" : `\n<p>${gaps}</p>`}
<p>Made of results alone: they do not tell when each frame was sent, how many requests were in flight, how many frames waited, or when a service was away. ${escapeHtml(option("report"))} of a run does.</p></div>`;
}

function runOf({ source, summary, problem }: ReportedRun): string {
  if (summary === null)
    return `<div class="advice bad"><strong>${escapeHtml(source)}: no account</strong><p>${escapeHtml(problem ?? "the run has not ended")}</p></div>`;
  const gaps = gapsLine(summary.gaps);
  const lines = [
    balanceOf(summary),
    ...rulesOf(summary),
    ...(gaps === null ? [] : [gaps]),
    paceOf(summary),
    ...problemsOf(summary),
  ];
  return `<div class="advice${moodOf(summary)}"><strong>${escapeHtml(`${source}: ${endingOf(summary)}`)}</strong>
${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n")}</div>`;
}

/** A run without frames is no success, and one that was asked to stop no failure. */
function moodOf(summary: RunSummary): string {
  const { complete, aborted, stopped, failed, problems } = summary;
  if (failed > 0 || problems.length > 0 || stopped !== null) return " bad";
  if (aborted || hadNothing(summary) || summary.gaps.count > 0) return " neutral";
  return complete ? "" : " bad";
}

/** In the words of the command. */
function endingOf(summary: RunSummary): string {
  const { complete, aborted, stopped, failed, previouslyFailed } = summary;
  if (aborted) return "stopped";
  if (stopped !== null) return "stopped early";
  if (!complete) return "not complete";
  if (hadNothing(summary)) return "there was nothing to deliver";
  const faults = [
    ...(failed + previouslyFailed > 0 ? ["failures"] : []),
    ...(summary.gaps.count > 0 ? ["gaps"] : []),
  ];
  return faults.length === 0 ? "complete" : `complete, with ${faults.join(" and ")}`;
}

function hadNothing({ landed, previouslyDelivered, previouslyFailed }: RunSummary): boolean {
  return landed + previouslyDelivered + previouslyFailed === 0;
}

/** The promise of every run: each frame that landed has an outcome, or waits. */
function balanceOf(summary: RunSummary): string {
  const { landed, delivered, failed, skipped, dropped, pending } = summary;
  const sum = delivered + failed + skipped + dropped + pending;
  const parts = sumOf({ delivered, failed, skipped, dropped, pending });
  return sum === landed
    ? `${landed} landed = ${parts}: the counts add up`
    : `${landed} landed, but ${parts}: the counts do not add up`;
}

/** Frames that rules have left out. */
function rulesOf({ skippedBy }: RunSummary): readonly string[] {
  const rules = SELECTION_RULES.filter((rule) => skippedBy[rule] !== undefined);
  if (rules.length === 0) return [];
  const parts = rules.map((rule) => `${skippedBy[rule]} by ${rule}`);
  return [`left out by rules, of the skipped ones: ${parts.join(", ")}`];
}

function sumOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(" + ");
}

function paceOf({
  durationMs,
  framesPerSecond,
  latencyMs,
  previouslyDelivered,
  sliced,
}: RunSummary): string {
  const parts = [
    `${formatNumber(durationMs / 1000)} s`,
    `${formatNumber(framesPerSecond)} frames/s`,
    ...(latencyMs.p50 === null
      ? []
      : [
          `latency ${formatNumber(latencyMs.p50)} ms median, ${formatNumber(latencyMs.p95)} ms p95, ${formatNumber(latencyMs.p99)} ms p99`,
        ]),
    ...(sliced === null ? [] : [`${sliced} sliced`]),
    ...(previouslyDelivered > 0 ? [`${previouslyDelivered} delivered by earlier runs`] : []),
  ];
  return parts.join(" · ");
}

function problemsOf({ problems, stopped, previouslyFailed }: RunSummary): readonly string[] {
  const messages = [...new Set(problems.map(({ message }) => message))];
  const isTold = messages.some((message) => message.includes(stopped?.reason ?? ""));
  return [
    ...(stopped === null || isTold ? [] : [stopped.reason]),
    ...messages,
    ...(previouslyFailed > 0
      ? [`${previouslyFailed} frames that failed in earlier runs are still failed`]
      : []),
  ];
}
