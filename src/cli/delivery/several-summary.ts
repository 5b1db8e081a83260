import { addLeftOut, type LeftOutCounts } from "../../core/selection-rule.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { RunEnd } from "./run-end.ts";

/** The account of several runs: the sums under the names that each has, and each. */
export interface SeveralSummary extends Record<SummedCount, number> {
  /** Frames left out by each rule; they are part of `skipped`. */
  readonly skippedBy: LeftOutCounts;
  /** True if each is complete. */
  readonly complete: boolean;
  /** From the beginning of the first to the end of the last, in milliseconds. */
  readonly durationMs: number;
  /** Frames delivered per second of that. */
  readonly framesPerSecond: number;
  /** One for each, in their order. */
  readonly jobs: readonly RunEnd[];
}

type SummedCount =
  | ("landed" | "delivered" | "failed" | "skipped" | "dropped" | "pending")
  | ("previouslyDelivered" | "previouslyFailed");

const SUMMED: readonly SummedCount[] = [
  ...(["landed", "delivered", "failed", "skipped", "dropped", "pending"] as const),
  ...(["previouslyDelivered", "previouslyFailed"] as const),
];

export function sumUp(jobs: readonly RunEnd[], elapsedMs: number): SeveralSummary {
  const summaries = jobs.flatMap(({ summary }) => (summary === null ? [] : [summary]));
  const sums = SUMMED.map((count) => [count, sumOf(summaries, count)] as const);
  const counts = Object.fromEntries(sums) as Record<SummedCount, number>;
  return {
    ...counts,
    skippedBy: summaries.map((each) => each.skippedBy).reduce(addLeftOut, {}),
    complete: jobs.every(({ summary }) => summary?.complete === true),
    durationMs: Math.round(elapsedMs),
    framesPerSecond: Math.round((counts.delivered / Math.max(elapsedMs, 1)) * 1e5) / 100,
    jobs,
  };
}

function sumOf(summaries: readonly RunSummary[], count: SummedCount): number {
  return summaries.reduce((sum, summary) => sum + summary[count], 0);
}
