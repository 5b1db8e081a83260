import { printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import type { RunObserver } from "../../app/delivery/run-observer.ts";
import { type Monitor, openMonitor } from "../../app/monitoring/monitor.ts";
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
    return exitCodeOfEarlyEnd(error, interrupts, { delivery, reporting });
  }
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
      await this.#openMonitor(delivery, progress);
      return await delivery.run(this.#monitor?.watch(observer) ?? observer, signals);
    } finally {
      this.#progress = null;
      progress[Symbol.dispose]();
    }
  }

  /** One server for all deliveries of a command. */
  async #openMonitor({ monitoring }: DeliveryCommand, progress: Progress): Promise<void> {
    if (this.#monitor !== null) return;
    this.#monitor = await openMonitor(monitoring);
    if (this.#monitor !== null)
      progress.listen({ type: "monitoringStarted", url: this.#monitor.url });
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
  const { isEndless, canGoOn = true } = delivery;
  reportProblems(summary, delivery, reporting);
  const resubmit = resubmitCommandFor(summary, delivery);
  if (reporting.verbosity >= 0)
    printSummary(summary, { isInterrupted, isEndless, canGoOn, resubmit }, reporting);
  if (reporting.isJson) printOut(printableJson(summary));
}
