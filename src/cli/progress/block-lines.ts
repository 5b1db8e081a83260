import { formatNumber } from "../../core/text/format-number.ts";
import type { RunStats } from "../../results/run-stats.ts";
import type { Figures } from "./progress-figures.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { describeInFlight, describeLimit } from "./describe-limit.ts";
import { describePause, describeSendingPause } from "./describe-pause.ts";
import { runHeading } from "./heading.ts";
import type { ShownRun } from "./progress.ts";

/** The lines of the live block, uncolored and in full length. */
export function blockLines(run: ShownRun, figures: Figures, columns: number): readonly string[] {
  const { stats } = run;
  const { delivered, failed, dropped } = stats.outcomes;
  const droppedToo = dropped === 0 ? "" : ` · dropped ${dropped}`;
  return [
    runHeading(run),
    stats.hasSlicer ? slicedLine(stats, figures, columns) : landedLine(stats, figures),
    `delivered ${delivered} · failed ${failed}${droppedToo} · backlog ${stats.backlog} · in flight ${describeInFlight(stats.inFlight, stats.limit)}`,
    [paceLine(stats, figures), stats.isAway ? null : describeLimit(stats.limit)]
      .filter((part) => part !== null)
      .join(" · "),
    ...(stats.pause === null ? [] : [describePause(stats.pause)]),
    ...[...stats.sendingPauses].map(([service, reason]) => describeSendingPause(service, reason)),
    ...failureLine(stats, figures),
  ];
}

function slicedLine(stats: RunStats, { doneShare }: Figures, columns: number): string {
  const { sliced, isSlicing, expectedFrames } = stats;
  const expected = isSlicing && expectedFrames !== null ? ` of about ${expectedFrames}` : "";
  return `${bar(doneShare, Math.min(30, columns - 40))}sliced ${sliced}${expected}${isSlicing ? "" : ", all"}`;
}

/** Line for a source without a known number of frames, which shows if any come at all. */
function landedLine({ landed }: RunStats, { idleSeconds }: Figures): string {
  if (landed === 0) return "waiting for the first frame";
  const isIdle = idleSeconds !== null && idleSeconds >= MIN_IDLE_SECONDS;
  return `landed ${landed}${isIdle ? ` · nothing new for ${formatDuration(idleSeconds)}` : ""}`;
}

const MIN_IDLE_SECONDS = 3;

function paceLine(stats: RunStats, figures: Figures): string {
  const { framesPerSecond, elapsedSeconds, remainingSeconds } = figures;
  const isResting = !stats.hasSlicer && framesPerSecond === 0 && stats.backlog === 0;
  const parts = [
    isResting ? null : `${formatNumber(framesPerSecond)} frames/s`,
    stats.latencyMs.p50 === null ? null : `median ${formatNumber(stats.latencyMs.p50)} ms`,
    formatDuration(elapsedSeconds),
    remainingSeconds === null ? null : `about ${formatDuration(remainingSeconds)} left`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function failureLine(
  { lastFailure, isAway }: RunStats,
  { failureAgeSeconds }: Figures,
): readonly string[] {
  if (lastFailure === null || failureAgeSeconds === null) return [];
  const what = isAway ? "the service is away, waiting for it; last try" : "last failure";
  return [`${what} ${formatDuration(failureAgeSeconds)} ago: ${escapeControlChars(lastFailure)}`];
}

function bar(share: number | null, width: number): string {
  if (share === null || width < 5) return "";
  const done = Math.round(share * width);
  return `${"█".repeat(done)}${"░".repeat(width - done)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
}
