import { printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import type { RunObserver } from "../../app/delivery/deliver.ts";
import { type Destination, shownServices } from "../../app/destination.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { FrameferryError } from "../../core/errors.ts";
import {
  EXIT_CODES,
  exitCodeOfProblems,
  exitCodeOfRun,
  exitCodeOfSignal,
} from "../process/exit-codes.ts";
import { type Interrupts, listenForInterrupts } from "../process/interrupt.ts";
import { printErrorObject, printProblem } from "../errors/print-error.ts";
import { printSummary } from "./print-summary.ts";
import { type Progress, type RunPlace, startProgress } from "../progress/progress.ts";
import { useQuickWasm } from "../process/quick-wasm.ts";
import { reportProblems, resubmitHintFor } from "./report-problems.ts";
import type { Reporting } from "../flags/reporting.ts";
import type { ResubmitHint } from "./resubmit-hint.ts";

/** What a command carries, and how it ends. */
export interface DeliveryCommand {
  /** What the frames come from, for the heading. */
  readonly source: string;
  /** Where the frames go. */
  readonly destination: Destination;
  /** Whether a signal is how this command is meant to end, so that its exit code is 0. */
  readonly isEndless: boolean;
  /** Whether the same command goes on where it was; not so for what comes once. @default true */
  readonly canGoOn?: boolean;
  readonly resubmit: ResubmitHint;
  /** Whether a program of the user's runs beside it, on the same terminal. */
  readonly hasCommand: boolean;
  readonly run: (observer: RunObserver, signals: StopSignals) => Promise<RunSummary>;
}

/** Carries frames while it shows how it goes, and reports at the end. @returns the exit code. */
export async function runDelivery(
  delivery: DeliveryCommand,
  reporting: Reporting,
): Promise<number> {
  const runner = new Runner(reporting);
  using interrupts = runner.listen();
  let summary: RunSummary;
  try {
    summary = await runner.carry(delivery, interrupts.signals, null);
  } catch (error) {
    return exitCodeOfEarlyEnd(error, interrupts, delivery, reporting);
  }
  const { signal } = interrupts;
  report(summary, signal !== null, delivery, reporting);
  if (signal === null) return exitCodeOfRun(summary);
  const isStopped = delivery.isEndless && !interrupts.signals.abort.aborted;
  return isStopped ? exitCodeOfProblems(summary) : exitCodeOfSignal(signal);
}

/** Carries deliveries, one at a time, and shows how each goes. */
export class Runner {
  readonly #reporting: Reporting;
  #progress: Progress | null = null;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
    useQuickWasm();
  }

  /** What ends them, which is told of where the progress is shown. */
  listen(): Interrupts {
    const say = (text: string): void => this.#progress?.note(text);
    return listenForInterrupts({
      onFirst: () => say("finishing what is in flight; Ctrl-C again stops at once"),
      ...{ say, abortMs: MAX_ABORT_MS },
    });
  }

  /** @param place which of several deliveries it is; `null` for the only one. */
  async carry(
    delivery: DeliveryCommand,
    signals: StopSignals,
    place: RunPlace | null,
  ): Promise<RunSummary> {
    const progress = await startProgress(this.#reporting, {
      source: delivery.source,
      services: shownServices(delivery.destination),
      isShared: delivery.hasCommand,
      place,
    });
    this.#progress = progress;
    const observer: RunObserver = {
      emit: (event) => progress.listen(event),
      ...(this.#reporting.verbosity >= 2
        ? { onFfmpegLine: (line: string) => progress.note(`ffmpeg: ${line}`) }
        : {}),
    };
    try {
      return await delivery.run(observer, signals);
    } finally {
      this.#progress = null;
      progress[Symbol.dispose]();
    }
  }
}

/**
 * The code of a command that carried nothing. A signal that came before counts for more than what it, or
 * something else, kept from going on.
 *
 * @throws the error where there was no signal, and what is a bug.
 */
function exitCodeOfEarlyEnd(
  error: unknown,
  { signal, signals }: Interrupts,
  { isEndless }: DeliveryCommand,
  reporting: Reporting,
): number {
  const isInterruption = error === signals.drain.reason;
  if (signal === null || (isEndless && !isInterruption)) throw error;
  if (error instanceof FrameferryError) printProblem(error, reporting);
  else if (!isInterruption) throw error;
  if (reporting.isJson) printErrorObject(isInterruption ? null : error);
  return isEndless && !signals.abort.aborted ? EXIT_CODES.done : exitCodeOfSignal(signal);
}

/** An aborted ffmpeg has two seconds to end, and the summary is written after that. */
const MAX_ABORT_MS = 5000;

function report(
  summary: RunSummary,
  isInterrupted: boolean,
  delivery: DeliveryCommand,
  reporting: Reporting,
): void {
  const { isEndless, canGoOn = true } = delivery;
  reportProblems(summary, delivery, reporting);
  const resubmit = resubmitHintFor(summary, delivery);
  if (reporting.verbosity >= 0)
    printSummary(summary, { isInterrupted, isEndless, canGoOn, resubmit }, reporting);
  if (reporting.isJson) printOut(printableJson(summary));
}
