import type { Command } from "commander";
import { type ExportReport, runExport } from "../../app/export/export-results.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { type ExportOptions, exportSchema } from "../../options/export-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { EXPORT_FLAGS } from "../flags/export-flags.ts";
import { givenOptions } from "../flags/flags.ts";
import { printErr } from "../format/print.ts";
import { writeOut } from "../format/write-out.ts";
import { ignoreBrokenPipe } from "../process/broken-pipe.ts";
import { EXIT_CODES, exitCodeOfSignal } from "../process/exit-codes.ts";
import { listenForInterrupts } from "../process/interrupt.ts";

/** `frameferry export`: detections in the form that other tools read. */
export async function exportCommand(sources: readonly string[], command: Command): Promise<number> {
  const options = checkOptions(exportSchema, { sources, ...givenOptions(command, EXPORT_FLAGS) });
  using interrupts = listenForInterrupts({ report: printErr });
  try {
    const report = await runExport(options, writeOut, interrupts.signals.drain);
    printErr(reportLines(report, options).join("\n"));
    return EXIT_CODES.done;
  } catch (error) {
    if (interrupts.signal !== null) return exitCodeOfSignal(interrupts.signal);
    ignoreBrokenPipe(error as NodeJS.ErrnoException);
    return EXIT_CODES.done;
  }
}

function reportLines(
  { frames, failed, detections, withoutBox, superseded }: ExportReport,
  { format, output, labels, minConfidence }: ExportOptions,
): readonly string[] {
  const where = output === null ? "" : ` in ${output}`;
  // Nothing found is no success that a glance should take for one.
  const mark = detections > 0 ? "✔" : "■";
  const lines = [
    `${mark} ${formatCount(detections, "detection")} of ${formatCount(frames, "frame")} exported${where}`,
  ];
  if (failed > 0)
    lines.push(`  ${formatCount(failed, "failed frame is", "failed frames are")} left out`);
  if (superseded > 0)
    lines.push(
      `  ${formatCount(superseded, "result was", "results were")} replaced by later ones of the same frame`,
    );
  if (withoutBox > 0 && ["coco", "yolo"].includes(format))
    lines.push(
      `  ${formatCount(withoutBox, "detection has", "detections have")} no box and are left out`,
    );
  else if (withoutBox > 0 && format === "csv")
    lines.push(`  ${formatCount(withoutBox, "detection has", "detections have")} no box in pixels`);
  const isSelected = labels.length > 0 || minConfidence !== null;
  if (detections === 0 && frames > 0)
    lines.push(
      `  no answer holds a detection ${isSelected ? "of these labels and confidence " : ""}in a form that is known`,
    );
  return lines;
}
