import { printableJson } from "../core/printable.ts";
import { printOut } from "./print.ts";
import { counted } from "../core/counted.ts";
import type { RunFollower } from "../compose/deliver.ts";
import { type Destination, shownServices, silence } from "../compose/destination.ts";
import { FrameferryError } from "../core/errors.ts";
import type { RunSummary } from "../core/summary.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { exitCodeOfProblems, exitCodeOfRun, exitCodeOfSignal } from "./exit-codes.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { printProblem } from "./print-error.ts";
import { printSummary } from "./print-summary.ts";
import { refusalProblems } from "./refusal-problems.ts";
import { failedBefore } from "./summary-text.ts";
import { startProgress } from "./progress/progress.ts";
import { useQuickWasm } from "./quick-wasm.ts";
import type { Reporting } from "./reporting.ts";
import type { ResubmitHint } from "./resubmit-hint.ts";

/** What a command carries, and how it ends. */
export interface Errand {
  /** What the frames come from, for the heading. */
  readonly source: string;
  /** Where the frames go. */
  readonly destination: Destination;
  /** Whether a signal is how this command is meant to end, so that its exit code is 0. */
  readonly isEndless: boolean;
  readonly resubmit: ResubmitHint;
  /** Whether a program of the user's runs beside it, on the same terminal. */
  readonly hasCommand: boolean;
  readonly carry: (follower: RunFollower, signals: StopSignals) => Promise<RunSummary>;
}

/** Carries frames while it shows how it goes, and reports at the end. @returns the exit code. */
export async function runErrand(errand: Errand, reporting: Reporting): Promise<number> {
  useQuickWasm();
  const progress = await startProgress(reporting, {
    source: errand.source,
    services: shownServices(errand.destination),
    isShared: errand.hasCommand,
  });
  const say = (text: string): void => progress.note(text);
  using interrupts = listenForInterrupts({
    onFirst: () => say("finishing what is in flight; Ctrl-C again stops at once"),
    ...{ say, abortMs: MOST_ABORT_MS },
  });
  const follower: RunFollower = {
    emit: (event) => progress.listen(event),
    ...(reporting.verbosity >= 2
      ? { onFfmpegLine: (line: string) => progress.note(`ffmpeg: ${line}`) }
      : {}),
  };
  let summary: RunSummary;
  try {
    summary = await errand.carry(follower, interrupts.signals);
  } finally {
    progress[Symbol.dispose]();
  }
  const { signal } = interrupts;
  report(summary, signal !== null, errand, reporting);
  if (signal === null) return exitCodeOfRun(summary);
  const isStopped = errand.isEndless && !interrupts.signals.abort.aborted;
  return isStopped ? exitCodeOfProblems(summary) : exitCodeOfSignal(signal);
}

/** An aborted ffmpeg has two seconds to end, and the summary is written after that. */
const MOST_ABORT_MS = 5000;

function report(
  summary: RunSummary,
  isInterrupted: boolean,
  errand: Errand,
  reporting: Reporting,
): void {
  const hasFailed = summary.failed + summary.previouslyFailed > 0;
  // To where all was refused, the same would be refused again.
  const isWorthIt = hasFailed && summary.stopped?.cause !== "sameRefusal";
  const resubmit = isWorthIt ? errand.resubmit(summary.job) : null;
  for (const problem of summary.problems) printProblem(problem, reporting);
  const isSilent = summary.failed > 0 && summary.answered === false;
  if (isSilent)
    printProblem(
      silence(errand.destination, (subject) => `${subject} never answered`),
      reporting,
    );
  const isQuiet = reporting.verbosity < 0;
  if (isQuiet && hasFailed && !isSilent) printProblem(failures(summary, resubmit), reporting);
  for (const problem of refusalProblems(summary)) printProblem(problem, reporting);
  if (!isQuiet)
    printSummary(summary, { isInterrupted, isEndless: errand.isEndless, resubmit }, reporting);
  if (reporting.isJson) printOut(printableJson(summary));
}

/** All that a quiet run says of failed frames. */
function failures(
  { failed, previouslyFailed, landed, failures: groups, results }: RunSummary,
  resubmit: string | null,
): FrameferryError {
  const now = failed > 0 ? [`${failed} of ${counted(landed, "frame")} failed`] : [];
  const before = previouslyFailed > 0 ? [failedBefore(previouslyFailed)] : [];
  const list = failed > 0 ? `every frame that failed now is listed in ${results}` : "";
  const sendAgain = resubmit === null ? "" : `this sends them again: ${resubmit}`;
  return new FrameferryError({
    code: "ERR_FRAMES_FAILED",
    kind: "service",
    message: `${[...now, ...before].join(", ")}, most of them because: ${groups[0]?.reason ?? "unknown"}`,
    remedy: [list, sendAgain].filter((part) => part !== "").join("; "),
  });
}
