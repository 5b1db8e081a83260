import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printErr, printOut } from "../format/print.ts";
import type { RunObserver } from "../../app/delivery/run-observer.ts";
import { openReport, type RunReport } from "../../app/report/run-report.ts";
import { openMonitor, watchedBy } from "../../app/monitoring/monitor.ts";
import type { Monitor } from "../../app/monitoring/monitored-command.ts";
import { shownServices } from "../../app/destination.ts";
import type { RunSummary } from "../../core/summary.ts";
import { RunStats } from "../../results/run-stats.ts";
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
import type { Progress, RunPlace } from "../progress/progress.ts";
import { startProgress } from "../progress/start-progress.ts";
import { useQuickWasm } from "../process/quick-wasm.ts";
import { reportProblems, resubmitCommandFor } from "./report-problems.ts";
import type { Reporting } from "../flags/reporting.ts";
import type { DeliveryCommand } from "./delivery-command.ts";
import { isStateTemporary } from "../process/temporary-state.ts";

/** Carries frames while it shows how it goes, and reports at the end. @returns the exit code. */
export async function runDelivery(
  delivery: DeliveryCommand,
  reporting: Reporting,
): Promise<number> {
  await using runner = new Runner(reporting);
  using interrupts = runner.listenForSignals();
  let summary: RunSummary;
  try {
    summary = await runner.run(delivery, interrupts.signals, null);
  } catch (error) {
    const account = error instanceof FrameferryError ? error.summary : null;
    if (account === null || !delivery.isEndless) {
      await runner.finishReport(EXIT_CODES.done);
      return exitCodeOfEarlyEnd(error, interrupts, { delivery, reporting });
    }
    // A camera that never came has gaps and a results file to tell of.
    summary = account;
  }
  const exitCode = reportEnd(summary, interrupts, { delivery, reporting });
  return await runner.finishReport(exitCode);
}

/** Tells how a run ended. @returns its exit code. */
function reportEnd(
  summary: RunSummary,
  interrupts: Interrupts,
  { delivery, reporting }: ReportedDelivery,
): number {
  const { signal } = interrupts;
  reportSummary(summary, signal !== null, { delivery, reporting });
  if (signal === null) return exitCodeOfRun(summary);
  const isStopped = delivery.isEndless && !interrupts.signals.abort.aborted;
  return isStopped ? exitCodeOfProblems(summary) : exitCodeOfSignal(signal);
}

/** Carries deliveries, one at a time, and shows how each goes. */
export class Runner implements AsyncDisposable {
  readonly #reporting: Reporting;
  #monitor: Monitor | null = null;
  #report: RunReport | null = null;
  #progress: Progress | null = null;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
    useQuickWasm();
  }

  /** Signals that end them, which are reported where the progress is shown. */
  listenForSignals(): Interrupts {
    const report = (text: string): void => this.#progress?.note(text);
    return listenForInterrupts({
      onFirst: () => report("finishing what is in flight; Ctrl-C again stops at once"),
      ...{ report, abortMs: MAX_ABORT_MS },
    });
  }

  /** @param place which of several deliveries it is; `null` for the only one. */
  async run(
    delivery: DeliveryCommand,
    signals: StopSignals,
    place: RunPlace | null,
  ): Promise<RunSummary> {
    const stats = new RunStats();
    const progress = await startProgress(this.#reporting, {
      stats,
      source: delivery.source,
      services: shownServices(delivery.destination),
      isShared: delivery.hasCommand,
      place,
    });
    this.#progress = progress;
    const observer: RunObserver = {
      stats,
      emit: (event) => progress.listen(event),
      ...(this.#reporting.verbosity >= 2
        ? { onFfmpegLine: (line: string) => progress.note(`ffmpeg: ${line}`) }
        : {}),
    };
    try {
      this.#report ??= await openReport(delivery.monitoring);
      await this.#openMonitor(delivery, progress);
      const monitor = this.#monitor;
      const watched = monitor === null ? observer : watchedBy(monitor, observer);
      const summary = await delivery.run(this.#report?.watch(watched) ?? watched, signals);
      this.#report?.ended(delivery, summary);
      return summary;
    } catch (error) {
      this.#report?.ended(delivery, error as Error);
      throw error;
    } finally {
      this.#progress = null;
      progress[Symbol.dispose]();
    }
  }

  /** The same servers for all deliveries of a command. */
  async #openMonitor({ monitoring }: DeliveryCommand, progress: Progress): Promise<void> {
    if (this.#monitor !== null) return;
    this.#monitor = await openMonitor(monitoring);
    for (const event of this.#monitor?.started ?? []) progress.listen(event);
  }

  /**
   * Writes the report that the options ask for, however the runs ended, and says where it is.
   *
   * @returns the exit code of the command: the given one, or that of a report that cannot be written.
   */
  async finishReport(exitCode: number): Promise<number> {
    if (this.#report === null) return exitCode;
    const { verbosity } = this.#reporting;
    try {
      const isWritten = await this.#report.write();
      if (isWritten && verbosity >= 0) printErr(`report: ${escapeControlChars(this.#report.path)}`);
      return exitCode;
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      printProblem(error, this.#reporting);
      return exitCode === EXIT_CODES.done ? EXIT_CODES.environment : exitCode;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#monitor?.[Symbol.asyncDispose]();
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
  { delivery: { isEndless }, reporting }: ReportedDelivery,
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

/** A delivery, and the form in which its end is reported. */
interface ReportedDelivery {
  readonly delivery: DeliveryCommand;
  readonly reporting: Reporting;
}

function reportSummary(
  summary: RunSummary,
  isInterrupted: boolean,
  { delivery, reporting }: ReportedDelivery,
): void {
  const { isEndless } = delivery;
  const canGoOn = delivery.canGoOn !== false && !isStateTemporary();
  reportProblems(summary, delivery, reporting);
  const resubmit = resubmitCommandFor(summary, delivery);
  if (reporting.verbosity >= 0)
    printSummary(summary, { isInterrupted, isEndless, canGoOn, resubmit }, reporting);
  if (reporting.isJson) printOut(printableJson(summary));
}
