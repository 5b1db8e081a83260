import { Runner } from "./run-delivery.ts";
import type { DeliveryCommand } from "./delivery-command.ts";
import { exitCodeOfSignal, gravestExitCode } from "../process/exit-codes.ts";
import type { Interrupts } from "../process/interrupt.ts";
import { colorizer } from "../format/colorizer.ts";
import { printableJson } from "../../core/text/escape-control-chars.ts";
import { printErr, printOut } from "../format/print.ts";
import { printProblem } from "../errors/print-error.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { isWorthResubmitting, reportProblems } from "./report-problems.ts";
import type { Reporting } from "../flags/reporting.ts";
import {
  endOfFailure,
  endOfRun,
  endsAll,
  interruptedAtStart,
  notBegun,
  type RunEnd,
} from "./run-end.ts";
import { describeEnd, severalLines } from "./several-text.ts";
import { type SeveralSummary, sumUp } from "./several-summary.ts";

/** Several deliveries of one command. */
export interface DeliveryCommands {
  /** Their name, for the summary; all videos of a command go to the same services. */
  readonly noun: "videos" | "jobs";
  readonly commands: readonly DeliveryCommand[];
  /** The command that sends again what failed of some of them; `null` if it is not worth it. */
  readonly resubmit: (failed: readonly RunEnd[]) => string | null;
}

/**
 * Carries one delivery after the other, and reports of all at the end. One that fails for its own source does
 * not keep the others from being carried; a signal, and what would befall all of them, does.
 *
 * @returns the exit code of the gravest end.
 */
export async function runDeliveries(
  { noun, commands: deliveries, resubmit }: DeliveryCommands,
  reporting: Reporting,
): Promise<number> {
  const startedMs = performance.now();
  await using runner = new Runner(reporting);
  using interrupts = runner.listenForSignals();
  const ends: RunEnd[] = [];
  for (const [at, delivery] of deliveries.entries()) {
    if (interrupts.signal !== null || endsAll(ends, noun === "videos")) break;
    const end = await runOne(runner, delivery, interrupts, {
      number: at + 1,
      count: deliveries.length,
    });
    ends.push(end);
    reportEnd(end, delivery, reporting);
  }
  const begun = ends.length;
  ends.push(...deliveries.slice(begun).map(({ source }) => notBegun(source)));
  const total = sumUp(ends, performance.now() - startedMs);
  const { signal } = interrupts;
  const worth = ends.filter(({ summary }) => summary !== null && isWorthResubmitting(summary));
  const again = worth.length === 0 ? null : resubmit(worth);
  const ending = { noun, isInterrupted: signal !== null, resubmit: again };
  reportTotal(total, ending, reporting);
  if (reporting.isJson) printOut(printableJson(total));
  const exitCode =
    signal === null
      ? gravestExitCode(ends.flatMap(({ exitCode: each }) => each ?? []))
      : exitCodeOfSignal(signal);
  return await runner.finishReport(exitCode);
}

async function runOne(
  runner: Runner,
  delivery: DeliveryCommand,
  interrupts: Interrupts,
  place: { readonly number: number; readonly count: number },
): Promise<RunEnd> {
  try {
    const summary = await runner.run(delivery, interrupts.signals, place);
    return endOfRun(delivery.source, summary, interrupts.signal !== null);
  } catch (error) {
    // A signal came before there was anything to give an account of.
    if (error === interrupts.signals.drain.reason) return interruptedAtStart(delivery.source);
    return endOfFailure(delivery.source, error);
  }
}

function reportEnd(end: RunEnd, delivery: DeliveryCommand, reporting: Reporting): void {
  const { state, summary, problems } = end;
  if (state === "failed") for (const problem of problems) printProblem(problem, reporting);
  else if (summary !== null) reportProblems(summary, delivery, reporting);
  if (reporting.verbosity < 0) return;
  if (reporting.logFormat === "json")
    return jsonLogger(reporting.verbosity).info({ event: "runEnded", ...end }, "run ended");
  printErr(describeEnd(end, colorizer(reporting.color, process.stderr)));
}

function reportTotal(
  total: SeveralSummary,
  ending: Parameters<typeof severalLines>[1],
  { verbosity, logFormat, color }: Reporting,
): void {
  if (verbosity < 0) return;
  if (logFormat === "json") {
    const { resubmit } = ending;
    return jsonLogger(verbosity).info({ event: "allEnded", ...total, resubmit }, "all ended");
  }
  const lines = severalLines(total, ending, colorizer(color, process.stderr));
  printErr(lines.join("\n"));
}
