import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import { problemOf } from "../../app/site/next-step.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import type { Figures } from "../progress/progress-figures.ts";
import { destinationsOf } from "./site-words.ts";

/** A source in one line, uncolored: its state, pace and counts. @param nowMs Unix time. */
export function sourceLine(keeper: SourceKeeper, figures: Figures, nowMs: number): string {
  const { counts, stats } = keeper;
  const trouble = troubleOf(keeper, nowMs);
  const isRunning = keeper.state === "running";
  const parts = [
    isRunning ? `${formatNumber(figures.framesPerSecond)} frames/s` : null,
    `delivered ${counts.delivered}`,
    counts.failed > 0 ? `failed ${counts.failed}` : null,
    counts.dropped > 0 ? `dropped ${counts.dropped}` : null,
    isRunning || counts.pending > 0 ? `backlog ${counts.pending}` : null,
    isRunning && stats.inFlight > 0 ? `in flight ${stats.inFlight}` : null,
    isRunning && stats.latencyMs.p50 !== null
      ? `median ${formatNumber(stats.latencyMs.p50)} ms`
      : null,
    keeper.restarts > 0 ? `started again ${keeper.restarts}×` : null,
  ].filter((part) => part !== null);
  const words = trouble === null ? "" : ` · ${escapeControlChars(trouble)}`;
  return `${stateWord(keeper).padEnd(9)} ${parts.join(" · ")}${words}`;
}

/** State of a source in a word; trouble of one at work shows, too. */
export function stateWord(keeper: SourceKeeper): string {
  if (keeper.state !== "running") return keeper.state;
  if (keeper.away !== null) return "no frames";
  return awayServices(keeper).length > 0 ? "no service" : "running";
}

/** Why a source does not do what it should, in a sentence; `null` if it does. */
export function troubleOf(keeper: SourceKeeper, nowMs: number): string | null {
  const { state, nextAtMs, lastEnd, away, stats } = keeper;
  if (state === "running") {
    if (away !== null) return away;
    const services = awayServices(keeper);
    if (services.length > 0)
      return `${services.join(", ")} is away: ${stats.lastFailure ?? "no answer"}`;
    return [...stats.sendingPauses.values()][0] ?? null;
  }
  if (state !== "waiting" && state !== "failed") return null;
  const problem = lastEnd === null ? null : problemOf(lastEnd);
  const words = problem === null ? null : `${problem.message} [${problem.code}]`;
  if (nextAtMs === null) return words;
  return `again in ${formatDuration(Math.max(0, nextAtMs - nowMs) / 1000)}: ${words ?? "it ended"}`;
}

/** Services that are considered away, if no other takes the frames. */
function awayServices({ source, stats }: SourceKeeper): readonly string[] {
  const all = destinationsOf(source);
  const away = all.filter((service) => stats.of(service).isAway);
  return away.length === all.length ? away : [];
}
