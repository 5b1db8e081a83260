import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { faultLine, type SiteFault } from "../../site/site-fault.ts";
import { printProblem } from "../errors/print-error.ts";
import type { LogStyle } from "../flags/reporting.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { printErr, printOut } from "../format/print.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import type { LoadedSite } from "./load-site.ts";

/** Tells all that is wrong with a site file, a line each, and then how many that are. @returns the exit code. */
export function printFaults(
  { file, faults }: Pick<LoadedSite, "file" | "faults">,
  style: LogStyle & { readonly isJson: boolean },
): number {
  for (const fault of faults) printFault(file, fault, style);
  const count = formatCount(faults.length, "fault");
  printProblem(
    { code: "ERR_OPTION", message: `${file} has ${count}, and nothing was done` },
    style,
  );
  if (style.isJson) printOut(printableJson({ file, valid: false, faults: faults.map(plainFault) }));
  return EXIT_CODES.usage;
}

function printFault(file: string, fault: SiteFault, { logFormat }: LogStyle): void {
  if (logFormat === "text") return printErr(escapeControlChars(faultLine(file, fault)));
  jsonLogger(0).error({ event: "siteFault", file, ...plainFault(fault) }, fault.message);
}

/** A fault as programs read it. */
function plainFault({ at, path, message }: SiteFault): object {
  return { line: at?.line ?? null, column: at?.column ?? null, path, message };
}

/** Tells what a person should know of a site that fits. */
export function printSiteWarnings(
  warnings: readonly string[],
  { logFormat, verbosity }: LogStyle & { readonly verbosity: number },
): void {
  if (verbosity < 0) return;
  for (const message of warnings)
    if (logFormat === "json") jsonLogger(0).warn({ event: "warningRaised" }, message);
    else printErr(escapeControlChars(`warning: ${message}`));
}
