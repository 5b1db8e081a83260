import type { Paint } from "../format/colorizer.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { sourceName } from "../progress/heading.ts";
import { waysOn } from "./rejection-problems.ts";
import { describeRules, failureLines, headline } from "./summary-text.ts";
import type { RunEnd } from "./run-end.ts";
import type { SeveralSummary } from "./several-summary.ts";

/** Circumstances of the end of several runs, besides their counts. */
export interface SeveralEnding {
  /** Their name: `videos` or `jobs`. */
  readonly noun: string;
  readonly isInterrupted: boolean;
  /** The command that sends again what failed; `null` if nothing did. */
  readonly resubmit: string | null;
}

/** The last lines of several runs, for a person: a line for each, and the totals. */
export function severalLines(
  total: SeveralSummary,
  ending: SeveralEnding,
  paint: Paint,
): readonly string[] {
  const { landed, delivered, failed, skipped, dropped, pending, jobs } = total;
  const counts = [`landed ${landed}`, `delivered ${delivered}`, `failed ${failed}`];
  counts.push(
    `skipped ${skipped}${describeRules(total.skippedBy)}`,
    ...(dropped > 0 ? [`dropped ${dropped}`] : []),
    `pending ${pending}`,
  );
  if (total.previouslyDelivered > 0) counts.push(`delivered before ${total.previouslyDelivered}`);
  if (total.previouslyFailed > 0) counts.push(`failed before ${total.previouslyFailed}`);
  const pace = `${formatDuration(total.durationMs / 1000)} · ${formatNumber(total.framesPerSecond)} frames/s`;
  const files = new Set(jobs.flatMap(({ summary }) => summary?.results ?? []));
  const [file = ""] = files;
  return [
    totalHeadline(total, ending, paint),
    ...jobs.flatMap((job) => linesOf(job, files.size > 1, paint)),
    `  ${counts.join(" · ")}`,
    paint("dim", `  ${pace}`),
    ...(files.size === 1 ? [`  results  ${escapeControlChars(file)}`] : []),
    ...(ending.resubmit === null
      ? []
      : [`  to send them again  ${escapeControlChars(ending.resubmit)}`]),
  ];
}

/** Line of one of them: `b.mp4  ✔ all 100 frames delivered`. */
export function describeEnd({ source, state, problems, summary }: RunEnd, paint: Paint): string {
  const name = sourceName(source);
  if (state === "notBegun") return paint("yellow", `${name}  ■ not started`);
  if (state === "failed" || summary === null)
    return paint("red", `${name}  ✖ ${escapeControlChars(problems[0]?.message ?? "failed")}`);
  const ending = { isInterrupted: state === "interrupted", isEndless: true, canGoOn: true };
  return `${name}  ${headline(summary, ending, paint)}`;
}

/** Lines of one of them: its outcome, why frames failed, and what can be done about it. */
function linesOf(end: RunEnd, hasOwnResults: boolean, paint: Paint): readonly string[] {
  const { summary } = end;
  const details =
    summary === null ? [] : [...failureLines(summary, paint), ...waysOn(summary).map(indented)];
  return [lineOf(end, hasOwnResults, paint), ...details].map(indented);
}

function indented(line: string): string {
  return `  ${line}`;
}

function lineOf(end: RunEnd, hasOwnResults: boolean, paint: Paint): string {
  const { state, summary } = end;
  const results =
    summary === null || state === "failed" || !hasOwnResults
      ? ""
      : `  ${escapeControlChars(summary.results)}`;
  return describeEnd(end, paint) + paint("dim", results);
}

function totalHeadline(
  { delivered, failed, skipped, complete, jobs }: SeveralSummary,
  { noun, isInterrupted }: SeveralEnding,
  paint: Paint,
): string {
  const count = `${formatCount(delivered, "frame")} of ${jobs.length} ${noun} delivered`;
  const missing = jobs.filter(({ state }) => state === "notBegun").length;
  const rest = missing === 0 ? "" : `, ${formatCount(missing, "was", "were")} not started`;
  if (isInterrupted)
    return paint("yellow", `■ stopped with ${count}${rest}; the same command again goes on`);
  if (missing > 0) return paint("red", `✖ stopped early: ${count}${rest}`);
  if (jobs.some(({ problems }) => problems.length > 0))
    return paint("red", `✖ not complete: ${count}`);
  if (jobs.some(({ summary }) => (summary?.stopped ?? null) !== null))
    return paint("red", `✖ stopped early: ${count}, ${failed} failed, the rest not sent`);
  if (failed > 0 || !complete) return paint("yellow", `▲ ${count}, ${failed} failed`);
  if (delivered > 0 && skipped > 0) return paint("green", `✔ ${count}, ${skipped} skipped`);
  return paint("green", delivered > 0 ? `✔ all ${count}` : `✔ there was nothing to deliver`);
}
