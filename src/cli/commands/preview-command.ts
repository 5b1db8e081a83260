import type { Command } from "commander";
import { type PreviewReport, runPreview } from "../../app/preview/preview.ts";
import { STANDARD_INPUT } from "../../app/jobs/standard-input.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { previewSchema } from "../../options/preview-options.ts";
import { countsText, estimateText } from "../../report/sheet/sheet-text.ts";
import { listedPaths } from "../../watcher/split-paths.ts";
import { usageError } from "../errors/usage-error.ts";
import { givenOptions } from "../flags/flags.ts";
import { PREVIEW_FLAGS } from "../flags/preview-flags.ts";
import { printErr, printOut } from "../format/print.ts";
import { EXIT_CODES, exitCodeOfSignal } from "../process/exit-codes.ts";
import { listenForInterrupts } from "../process/interrupt.ts";
import { startPreviewProgress } from "../progress/preview-progress.ts";

/** `frameferry preview`: what would be sent, on a contact sheet. */
export async function previewCommand(
  sources: readonly string[],
  command: Command,
): Promise<number> {
  const options = checkOptions(previewSchema, { sources, ...givenOptions(command, PREVIEW_FLAGS) });
  const list = sources.includes(STANDARD_INPUT) ? pathsOnStandardInput() : null;
  using interrupts = listenForInterrupts({ report: printErr });
  let report: PreviewReport;
  try {
    using progress = await startPreviewProgress(process.stderr);
    const { listen } = progress;
    report = await runPreview(options, list, { listen, signal: interrupts.signals.drain });
  } catch (error) {
    if (interrupts.signal !== null) return exitCodeOfSignal(interrupts.signal);
    throw error;
  }
  printErr(textOf(report));
  if (command.opts()["json"] === true) printOut(printableJson(report));
  return report.complete ? EXIT_CODES.done : EXIT_CODES.source;
}

function pathsOnStandardInput(): AsyncIterable<string> {
  if (process.stdin.isTTY)
    throw usageError(
      "standard input is a terminal, not a list of paths",
      "pipe one path a line into it: find . -name '*.jpg' | frameferry preview -",
    );
  return listedPaths(process.stdin, "\n");
}

function textOf(report: PreviewReport): string {
  const skippedBy = new Map(Object.entries(report.skippedBy));
  const mark = report.sent > 0 ? "✔" : "■";
  return [
    `${mark} ${countsText({ ...report, skippedBy })}; nothing was sent`,
    `  ${estimateText({ estimate: report })}`,
    ...report.warnings.map((warning) => `  warning: ${escapeControlChars(warning)}`),
    `  preview  ${escapeControlChars(report.output)}`,
  ].join("\n");
}
