import { CommanderError } from "commander";
import { printErr, printOut } from "../format/print.ts";
import { FrameferryError } from "../../core/errors.ts";
import { toProblem } from "../../core/summary.ts";
import { colorizer } from "../format/paint.ts";
import {
  escapeControlChars,
  printableJson,
  printableLines,
} from "../../core/text/escape-control-chars.ts";
import { jsonLogger } from "../format/json-logger.ts";
import type { LogStyle } from "../flags/reporting.ts";

/** A failure for a person: what happened, what to do, and a name to search for. */
export function printError(error: unknown, manner: LogStyle): void {
  if (error instanceof FrameferryError) return printProblem(error, manner);
  const heading = "frameferry failed unexpectedly; this is a bug:";
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (manner.logFormat === "json")
    return jsonLogger(0).fatal({ event: "bug" }, `${heading} ${bug}`);
  printErr(`${colorizer(manner.color, process.stderr)("red", heading)}\n${printableLines(bug)}`);
}

/**
 * What `--json` prints where a command ends with an error: the account of its run if there is one, else the
 * two fields of it that hold all the same.
 *
 * @param error `null` where a signal ended it before there was an account.
 */
export function printErrorObject(error: unknown): void {
  const summary = error instanceof FrameferryError ? error.summary : null;
  const problems = error === null ? [] : [problemOf(error)];
  const object = summary ?? { complete: false, problems };
  printOut(printableJson(object));
}

function problemOf(error: unknown): object {
  if (error instanceof FrameferryError) return toProblem(error);
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CommanderError)) return { code: "ERR_BUG", kind: "bug", message };
  return { code: "ERR_OPTION", kind: "usage", message: message.replace(/^error: /u, "") };
}

export function printProblem(
  { message, remedy, code }: { message: string; remedy?: string | undefined; code: string },
  { logFormat, color }: LogStyle,
): void {
  if (logFormat === "json") return jsonLogger(0).error({ event: "problem", code, remedy }, message);
  const paint = colorizer(color, process.stderr);
  printErr(`${paint("red", "error:")} ${escapeControlChars(message)} ${paint("dim", `[${code}]`)}`);
  if (remedy !== undefined) printErr(`  ${escapeControlChars(remedy)}`);
}
