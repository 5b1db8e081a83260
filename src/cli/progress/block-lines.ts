import { figure } from "../../core/figure.ts";
import type { Tally } from "../../results/tally.ts";
import { type Figures, timeInWords } from "./figures.ts";
import { printable } from "../../core/printable.ts";
import { inFlightOf, limitInWords } from "./limit-in-words.ts";
import { pauseInWords } from "./pause-in-words.ts";
import { headingOf } from "./heading.ts";
import type { RunTitle } from "./progress.ts";

/** The lines of the live block, uncoloured and in full length. */
export function blockLines(
  title: RunTitle,
  tally: Tally,
  figures: Figures,
  columns: number,
): readonly string[] {
  const { delivered, failed, dropped } = tally.outcomes;
  const droppedToo = dropped === 0 ? "" : ` · dropped ${dropped}`;
  return [
    headingOf(title),
    tally.hasSlicer ? slicedLine(tally, figures, columns) : landedLine(tally, figures),
    `delivered ${delivered} · failed ${failed}${droppedToo} · backlog ${tally.backlog} · in flight ${inFlightOf(tally.inFlight, tally.limit)}`,
    [paceLine(tally, figures), tally.isAway ? null : limitInWords(tally.limit)]
      .filter((part) => part !== null)
      .join(" · "),
    ...(tally.pause === null ? [] : [pauseInWords(tally.pause)]),
    ...failureLine(tally, figures),
  ];
}

function slicedLine(tally: Tally, { doneShare }: Figures, columns: number): string {
  const { sliced, isSlicing, expectedFrames } = tally;
  const expected = isSlicing && expectedFrames !== null ? ` of about ${expectedFrames}` : "";
  return `${bar(doneShare, Math.min(30, columns - 40))}sliced ${sliced}${expected}${isSlicing ? "" : ", all"}`;
}

/** Where nobody knows how many frames will come, it matters whether any come at all. */
function landedLine({ landed }: Tally, { idleSeconds }: Figures): string {
  if (landed === 0) return "waiting for the first frame";
  const isIdle = idleSeconds !== null && idleSeconds >= LEAST_IDLE_SECONDS;
  return `landed ${landed}${isIdle ? ` · nothing new for ${timeInWords(idleSeconds)}` : ""}`;
}

const LEAST_IDLE_SECONDS = 3;

function paceLine(tally: Tally, figures: Figures): string {
  const { framesPerSecond, elapsedSeconds, remainingSeconds } = figures;
  const isResting = !tally.hasSlicer && framesPerSecond === 0 && tally.backlog === 0;
  const parts = [
    isResting ? null : `${figure(framesPerSecond)} frames/s`,
    tally.latencyMs.p50 === null ? null : `median ${figure(tally.latencyMs.p50)} ms`,
    timeInWords(elapsedSeconds),
    remainingSeconds === null ? null : `about ${timeInWords(remainingSeconds)} left`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function failureLine(
  { lastFailure, isAway }: Tally,
  { failureAgeSeconds }: Figures,
): readonly string[] {
  if (lastFailure === null || failureAgeSeconds === null) return [];
  const what = isAway ? "the service is away, waiting for it; last try" : "last failure";
  return [`${what} ${timeInWords(failureAgeSeconds)} ago: ${printable(lastFailure)}`];
}

function bar(share: number | null, width: number): string {
  if (share === null || width < 5) return "";
  const done = Math.round(share * width);
  return `${"█".repeat(done)}${"░".repeat(width - done)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
}
