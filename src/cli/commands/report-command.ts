import type { Command } from "commander";
import { type ResultsReport, runResultsReport } from "../../app/report/results-report.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { type ResultsReportOptions, resultsReportSchema } from "../../options/report-options.ts";
import { givenOptions } from "../flags/flags.ts";
import { REPORT_FLAGS } from "../flags/report-flags.ts";
import { printErr } from "../format/print.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { EXIT_CODES, exitCodeOfSignal } from "../process/exit-codes.ts";
import { listenForInterrupts } from "../process/interrupt.ts";
import { startReportProgress } from "../progress/report-progress.ts";

/** `frameferry report`: a page about what earlier runs have recorded. */
export async function reportCommand(sources: readonly string[], command: Command): Promise<number> {
  const given = { sources, ...givenOptions(command, REPORT_FLAGS) };
  const options = checkOptions(resultsReportSchema, given);
  using interrupts = listenForInterrupts({ report: printErr });
  try {
    const { output, frames } = await withProgress(options, interrupts.signals.drain);
    const mark = frames > 0 ? "✔" : "■";
    printErr(`${mark} ${formatCount(frames, "frame")}, report: ${escapeControlChars(output)}`);
    return EXIT_CODES.done;
  } catch (error) {
    if (interrupts.signal !== null) return exitCodeOfSignal(interrupts.signal);
    throw error;
  }
}

async function withProgress(
  options: ResultsReportOptions,
  signal: AbortSignal,
): Promise<ResultsReport> {
  using progress = await startReportProgress(process.stderr);
  return await runResultsReport(options, progress.listen, signal);
}
