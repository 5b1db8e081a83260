import { FrameferryError } from "../../core/errors.ts";
import type { RunSummary, StopCause } from "../../core/summary.ts";

/** How a run of a source ended: with its account, or with an error. */
export type AttemptEnd = { readonly summary: RunSummary } | { readonly error: unknown };

/** What follows the end of a run of a source. `end`: nothing. `again`: another run after a pause. */
export type NextStep =
  | { readonly kind: "end" }
  | { readonly kind: "again"; readonly waitMs: number };

/** Circumstances of the end of a run. */
export interface AttemptFacts {
  /** True for a source without an end of its own. */
  readonly isLive: boolean;
  /** Length of the run, in milliseconds. */
  readonly lastedMs: number;
  /** Pause before this run, in milliseconds; 0 for the first. */
  readonly pausedMs: number;
  /** Chance, from 0 to 1. */
  readonly random: number;
}

/**
 * Decides whether a source is started again: one without an end is, after a pause that doubles each time, unless a person
 * has to change something first; one with an end runs once, as its command would.
 */
export function nextStep(
  end: AttemptEnd,
  { isLive, lastedMs, pausedMs, random }: AttemptFacts,
): NextStep {
  if (!isLive || !isWorthAnother(end)) return { kind: "end" };
  const before = lastedMs >= SOUND_MS ? 0 : pausedMs;
  const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, before * 2));
  // Sources that failed together do not come back together.
  return { kind: "again", waitMs: Math.round(pauseMs * (0.8 + 0.2 * random)) };
}

/** A run of this length has worked, so that what ended it is new. */
const SOUND_MS = 60_000;
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** Answers that would be the same the next time. */
const FOR_A_PERSON: ReadonlySet<StopCause> = new Set([
  ...(["wrongProtocol", "tooManyFailures", "sameRejection"] as const),
]);

function isWorthAnother(end: AttemptEnd): boolean {
  if ("error" in end) return !(end.error instanceof FrameferryError) || end.error.kind !== "usage";
  const { stopped, problems } = end.summary;
  if (stopped !== null) return !FOR_A_PERSON.has(stopped.cause);
  return problems.length > 0;
}

/** What went wrong in a run, in a sentence. */
export interface AttemptProblem {
  /** Name of the error; `ERR_BUG` for an unexpected one. */
  readonly code: string;
  readonly message: string;
  readonly remedy?: string | undefined;
}

/** What went wrong, if anything did. */
export function problemOf(end: AttemptEnd): AttemptProblem | null {
  if ("summary" in end) return end.summary.problems[0] ?? null;
  const { error } = end;
  if (error instanceof FrameferryError) return error;
  const message = `an unexpected error, which is a bug of frameferry: ${String(error)}`;
  return { code: "ERR_BUG", message };
}
