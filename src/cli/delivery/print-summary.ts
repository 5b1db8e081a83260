import { printErr } from "../format/print.ts";
import type { RunSummary } from "../../core/summary.ts";
import { colorizer } from "../format/colorizer.ts";
import { jsonLogger } from "../format/json-logger.ts";
import type { Reporting } from "../flags/reporting.ts";
import { type Ending, summaryLines } from "./summary-text.ts";

/** Tells how a run ended, on standard error. */
export function printSummary(
  summary: RunSummary,
  ending: Ending,
  { logFormat, color, verbosity }: Reporting,
): void {
  if (logFormat === "json") {
    const { resubmit } = ending;
    jsonLogger(verbosity).info({ event: "runEnded", ...summary, resubmit }, "run ended");
  } else {
    const lines = summaryLines(summary, ending, colorizer(color, process.stderr));
    printErr(lines.join("\n"));
  }
}
