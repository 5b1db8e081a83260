import type { Command } from "commander";
import type { AnnotateReport } from "../../app/annotate/annotate-report.ts";
import { runAnnotate } from "../../app/annotate/annotate-source.ts";
import { printableJson } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { type AnnotateOptions, annotateSchema } from "../../options/annotate-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { ANNOTATE_FLAGS } from "../flags/annotate-flags.ts";
import { givenOptions } from "../flags/flags.ts";
import { printErr, printOut } from "../format/print.ts";
import { EXIT_CODES, exitCodeOfSignal } from "../process/exit-codes.ts";
import { listenForInterrupts } from "../process/interrupt.ts";
import { startAnnotateProgress } from "../progress/annotate-progress.ts";

/** `frameferry annotate`: a video, or images, with what services found drawn on them. */
export async function annotateCommand(source: string, command: Command): Promise<number> {
  const options = checkOptions(annotateSchema, {
    source,
    ...givenOptions(command, ANNOTATE_FLAGS),
  });
  using interrupts = listenForInterrupts({ report: printErr });
  let report: AnnotateReport;
  try {
    using progress = await startAnnotateProgress(process.stderr);
    report = await runAnnotate(options, progress.listen, interrupts.signals.drain);
  } catch (error) {
    if (interrupts.signal !== null) return exitCodeOfSignal(interrupts.signal);
    throw error;
  }
  printErr(reportLines(report, options).join("\n"));
  if (command.opts()["json"] === true) printOut(printableJson(report));
  return report.missing > 0 ? EXIT_CODES.source : EXIT_CODES.done;
}

function reportLines(
  { isVideo, frames, results, drawn, detections, failed, warnings }: AnnotateReport,
  { output, labels, minConfidence }: AnnotateOptions,
): readonly string[] {
  // Nothing drawn is no success that a glance should take for one.
  const mark = drawn > 0 ? "✔" : "■";
  const written = formatCount(frames, isVideo ? "frame" : "image");
  const isSelected = labels.length > 0 || minConfidence !== null;
  const lacking = `  no answer holds a detection ${isSelected ? "of these labels and confidence " : ""}in a form that is known`;
  return [
    `${mark} ${written} written to ${output}, with ${formatCount(detections, "detection")} of ${formatCount(drawn || results, "result")} drawn`,
    ...(drawn === 0 && results > 0 ? [lacking] : []),
    ...(failed > 0
      ? [`  ${formatCount(failed, "failed frame is", "failed frames are")} left out`]
      : []),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}
