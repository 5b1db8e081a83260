import { silence } from "../../app/destination.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { DeliveryCommand } from "./delivery-command.ts";
import { printProblem } from "../errors/print-error.ts";
import { rejectionProblems } from "./rejection-problems.ts";
import type { Reporting } from "../flags/reporting.ts";
import { describePreviouslyFailed } from "./summary-text.ts";

/** Tells what went wrong in a run, before its summary; all of it in a quiet one, which has no summary. */
export function reportProblems(
  summary: RunSummary,
  delivery: DeliveryCommand,
  reporting: Reporting,
): void {
  for (const problem of summary.problems) printProblem(problem, reporting);
  const isSilent = summary.failed > 0 && summary.serviceResponded === false;
  if (isSilent)
    printProblem(
      silence(delivery.destination, (subject) => `${subject} never answered`),
      reporting,
    );
  if (reporting.verbosity < 0 && hasFailed(summary) && !isSilent)
    printProblem(failures(summary, resubmitCommandFor(summary, delivery)), reporting);
  for (const problem of rejectionProblems(summary)) printProblem(problem, reporting);
}

/** The command that sends again what failed; `null` where nothing did, or the same would be refused again. */
export function resubmitCommandFor(
  summary: RunSummary,
  { resubmit }: Pick<DeliveryCommand, "resubmit">,
): string | null {
  return isWorthResubmitting(summary) ? resubmit(summary.job) : null;
}

/** True if frames failed that may be accepted when they are sent again. */
export function isWorthResubmitting(summary: RunSummary): boolean {
  return hasFailed(summary) && summary.stopped?.cause !== "sameRejection";
}

function hasFailed({ failed, previouslyFailed }: RunSummary): boolean {
  return failed + previouslyFailed > 0;
}

/** All that a quiet run says of failed frames. */
function failures(
  { failed, previouslyFailed, landed, failures: groups, results }: RunSummary,
  resubmit: string | null,
): FrameferryError {
  const now = failed > 0 ? [`${failed} of ${formatCount(landed, "frame")} failed`] : [];
  const before = previouslyFailed > 0 ? [describePreviouslyFailed(previouslyFailed)] : [];
  const list = failed > 0 ? `the failed frames of this run are listed in ${results}` : "";
  const sendAgain = resubmit === null ? "" : `send them again with: ${resubmit}`;
  return new FrameferryError({
    code: "ERR_FRAMES_FAILED",
    kind: "service",
    message: `${[...now, ...before].join(", ")}, most often: ${groups[0]?.reason ?? "unknown"}`,
    remedy: [list, sendAgain].filter((part) => part !== "").join("; "),
  });
}
