import { printErr } from "./print.ts";
import { FrameferryError } from "../core/errors.ts";
import { paintFor } from "./paint.ts";
import { printable, printableLines } from "../core/printable.ts";
import { jsonLogger } from "./progress/json-logger.ts";
import type { Manner } from "./reporting.ts";

/** A failure for a person: what happened, what to do, and a name to search for. */
export function printError(error: unknown, manner: Manner): void {
  if (error instanceof FrameferryError) return printProblem(error, manner);
  const heading = "frameferry failed unexpectedly; this is a bug:";
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (manner.logFormat === "json")
    return jsonLogger(0).fatal({ event: "bug" }, `${heading} ${bug}`);
  printErr(`${paintFor(manner.color, process.stderr)("red", heading)}\n${printableLines(bug)}`);
}

export function printProblem(
  { message, remedy, code }: { message: string; remedy?: string | undefined; code: string },
  { logFormat, color }: Manner,
): void {
  if (logFormat === "json") return jsonLogger(0).error({ event: "problem", code, remedy }, message);
  const paint = paintFor(color, process.stderr);
  printErr(`${paint("red", "error:")} ${printable(message)} ${paint("dim", `[${code}]`)}`);
  if (remedy !== undefined) printErr(`  ${printable(remedy)}`);
}
