import { problemOf } from "../../app/site/next-step.ts";
import type { SourceCounts } from "../../app/site/source-counts.ts";
import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import type { Figures } from "../progress/progress-figures.ts";
import { destinationsOf, kindOf, originOf } from "./site-words.ts";

/** A source as it is now, without secrets. */
export interface SourceFacts extends SourceCounts {
  readonly name: string;
  /** Its name in the file. */
  readonly source: string;
  /** Name of its service in the file; `null` if the source says by itself where its frames go. */
  readonly service: string | null;
  readonly kind: string;
  readonly from: string;
  readonly to: readonly string[];
  /** A word: its state, or `no frames` or `no service` for one at work that gets no further. */
  readonly state: string;
  /** Time of the last change of its state, ISO 8601. */
  readonly since: string;
  /** Frames delivered per second, over the last seconds; 0 unless it is at work. */
  readonly framesPerSecond: number;
  readonly inFlight: number;
  /** Median of the latencies in the run under way, in milliseconds; `null` if nothing was delivered. */
  readonly medianMs: number | null;
  readonly restarts: number;
  /** Why it does not do what it should, in a sentence; `null` if it does. */
  readonly trouble: string | null;
}

/** @param nowMs Unix time. */
export function sourceFacts(keeper: SourceKeeper, figures: Figures, nowMs: number): SourceFacts {
  const { source, counts, stats, restarts, sinceMs } = keeper;
  const isRunning = isAtWork(keeper);
  return {
    ...{ name: source.name, source: source.source, service: source.service },
    ...{ kind: kindOf(source), from: originOf(source), to: destinationsOf(source) },
    ...{ state: stateWord(keeper), since: new Date(sinceMs).toISOString() },
    ...counts,
    framesPerSecond: isRunning ? figures.framesPerSecond : 0,
    inFlight: isRunning ? stats.inFlight : 0,
    medianMs: isRunning ? stats.latencyMs.p50 : null,
    restarts,
    trouble: troubleOf(keeper, nowMs),
  };
}

function isAtWork({ state }: SourceKeeper): boolean {
  return state === "running" || state === "draining" || state === "stopping";
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
  if (state === "running" || state === "draining") {
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
