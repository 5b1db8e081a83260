import type { RunSummary } from "../../core/summary.ts";
import type { RunStats } from "../../results/run-stats.ts";

/** Frames of a source by what became of them, of all its runs since the site began. */
export interface SourceCounts {
  readonly landed: number;
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
  readonly dropped: number;
  /** Without an outcome: of the run under way, those that wait; else those that the last run has left. */
  readonly pending: number;
}

export const NO_COUNTS: SourceCounts = {
  ...{ landed: 0, delivered: 0, failed: 0, skipped: 0, dropped: 0, pending: 0 },
};

export function countsOfRun(run: RunSummary | RunStats): SourceCounts {
  if ("outcomes" in run) return { landed: run.landed, ...run.outcomes, pending: run.backlog };
  const { landed, delivered, failed, skipped, dropped, pending } = run;
  return { landed, delivered, failed, skipped, dropped, pending };
}

/** Adds a run to those before it; what these have left is seen again by later ones. */
export function addCounts(before: SourceCounts, run: SourceCounts): SourceCounts {
  return {
    landed: before.landed + run.landed,
    delivered: before.delivered + run.delivered,
    failed: before.failed + run.failed,
    skipped: before.skipped + run.skipped,
    dropped: before.dropped + run.dropped,
    pending: run.pending,
  };
}
