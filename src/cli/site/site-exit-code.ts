import { accountOf, type SourceKeeper } from "../../app/site/source-keeper.ts";
import type { EndingSignal } from "../../core/platform/signals.ts";
import {
  EXIT_CODES,
  exitCodeOfError,
  exitCodeOfProblems,
  exitCodeOfRun,
  exitCodeOfSignal,
  gravestExitCode,
} from "../process/exit-codes.ts";

/**
 * Exit code of a site: that of the gravest end of a source. A signal is how a site without an end is meant to end; one that
 * has cut off a source with an end counts if nothing graver happened.
 */
export function siteExitCode(
  keepers: readonly SourceKeeper[],
  signal: EndingSignal | null,
  isAborted: boolean,
): number {
  const codes = keepers.map(codeOf);
  if (codes.includes(EXIT_CODES.bug)) return EXIT_CODES.bug;
  const gravest = gravestExitCode(codes);
  if (gravest !== EXIT_CODES.done || signal === null) return gravest;
  return keepers.some(isCutOff) || isAborted ? exitCodeOfSignal(signal) : EXIT_CODES.done;
}

/** The code of a source that has ended, or that waited to be started again when the site ended. */
function codeOf(keeper: SourceKeeper): number {
  const { lastEnd, isLive, wasStopped } = keeper;
  if (lastEnd === null) return EXIT_CODES.done;
  const summary = accountOf(lastEnd);
  if (summary !== null && wasStopped && (isLive || summary.aborted))
    return exitCodeOfProblems(summary);
  return "error" in lastEnd ? exitCodeOfError(lastEnd.error) : exitCodeOfRun(lastEnd.summary);
}

/** True for a source with an end that was stopped before it. */
export function isCutOff(keeper: SourceKeeper): boolean {
  return !keeper.isLive && keeper.wasStopped && !isComplete(keeper);
}

function isComplete({ lastEnd }: SourceKeeper): boolean {
  return lastEnd !== null && accountOf(lastEnd)?.aborted === false;
}
