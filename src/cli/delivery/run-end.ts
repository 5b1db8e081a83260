import { FrameferryError } from "../../core/errors.ts";
import { type Problem, type RunSummary, toProblem } from "../../core/summary.ts";
import { exitCodeOfError, exitCodeOfRun } from "../process/exit-codes.ts";

/** End of one of several runs. */
export interface RunEnd {
  /** Source of its frames, as the user named it. */
  readonly source: string;
  /**
   * `interrupted`: by a signal. `failed`: nothing could be carried, and `problems` says why. `notBegun`: a
   * signal, or what befell one before it, ended the command.
   */
  readonly state: "ended" | "interrupted" | "failed" | "notBegun";
  /** The exit code that it would have alone; `null` for one that was interrupted, or not begun. */
  readonly exitCode: number | null;
  /** Problems that keep it from being complete. */
  readonly problems: readonly Problem[];
  /** Its account; `null` if there is none. */
  readonly summary: RunSummary | null;
}

export function endOfRun(source: string, summary: RunSummary, isInterrupted: boolean): RunEnd {
  const exitCode = isInterrupted ? null : exitCodeOfRun(summary);
  const state = isInterrupted ? "interrupted" : "ended";
  return { source, state, exitCode, problems: summary.problems, summary };
}

/** @throws the error itself, where it is a bug. */
export function endOfFailure(source: string, error: unknown): RunEnd {
  if (!(error instanceof FrameferryError)) throw error;
  const exitCode = exitCodeOfError(error);
  const { summary } = error;
  return { source, state: "failed", exitCode, problems: [toProblem(error)], summary };
}

export function interruptedAtStart(source: string): RunEnd {
  return { source, state: "interrupted", exitCode: null, problems: [], summary: null };
}

export function notBegun(source: string): RunEnd {
  return { source, state: "notBegun", exitCode: null, problems: [], summary: null };
}

/**
 * True if the runs behind these would hardly fare better than the last: what befell it is not about its
 * source alone.
 *
 * @param isOneService true if all go to the same services.
 */
export function endsAll(ends: readonly RunEnd[], isOneService: boolean): boolean {
  const last = ends.at(-1);
  if (last === undefined) return false;
  const common = last.problems.filter(({ code }) => !OF_ONE_JOB.has(code));
  if (common.some(({ kind }) => kind === "usage" || kind === "environment")) return true;
  if (!isOneService) return false;
  if (common.some(({ kind }) => kind === "service")) return true;
  // What refuses one video may take the others, if it has taken any.
  return last.summary?.stopped?.cause === "sameRejection" && !ends.some(hasDelivered);
}

const OF_ONE_JOB: ReadonlySet<Problem["code"]> = new Set([
  "ERR_FRAMES_FOLDER_NOT_EMPTY",
  "ERR_LEDGER_UNUSABLE",
]);

function hasDelivered({ summary }: RunEnd): boolean {
  return (summary?.delivered ?? 0) + (summary?.previouslyDelivered ?? 0) > 0;
}
