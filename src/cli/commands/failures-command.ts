import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import type { Command } from "commander";
import { findFailures, type FoundFailures } from "../../app/jobs/list-failures.ts";
import type { FailureKind } from "../../ledger/ledger-reader.ts";
import { failuresSchema } from "../../options/lookup-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { describeSource } from "./job-text.ts";
import { FAILURES_FLAGS } from "../flags/lookup-flags.ts";
import { terminalSize } from "../format/terminal.ts";
import { tableLines } from "../format/table.ts";

/** `frameferry failures`: what has failed and waits to be sent again, whether a run is at work or not. */
export async function failuresCommand(
  sources: readonly string[],
  command: Command,
): Promise<number> {
  const given = { sources, ...givenOptions(command, FAILURES_FLAGS) };
  const options = checkOptions(failuresSchema, given);
  const found = await findFailures(options);
  const text =
    command.opts()["json"] === true
      ? printableJson({ jobs: found.map(([, failures]) => failures) })
      : found.flatMap(jobLines).join("\n");
  printOut(text);
  return EXIT_CODES.done;
}

function jobLines([
  { job },
  { service, failed, reasons, failures },
]: FoundFailures): readonly string[] {
  const heading = escapeControlChars(`${describeSource(job)} → ${service}: ${failed} failed`);
  if (reasons.length === 0) return [heading];
  // What goes to a file or a program has no width.
  const width = process.stdout.isTTY ? terminalSize(process.stdout).columns : undefined;
  const rows = failures.map(({ frame, status, attempts, failedAt, reason }) => [
    frame,
    String(status ?? "-"),
    String(attempts),
    localTime(failedAt),
    reason ?? "",
  ]);
  return [
    heading,
    ...tableLines(KIND_COLUMNS, reasons.map(kindRow), width),
    "",
    ...tableLines(COLUMNS, rows, width),
    "",
  ];
}

const KIND_COLUMNS = [
  { title: "COUNT", isNumber: true },
  { title: "STATUS", isNumber: true },
  { title: "REASON" },
];

const COLUMNS = [
  { title: "FRAME" },
  { title: "STATUS", isNumber: true },
  { title: "ATTEMPTS", isNumber: true },
  { title: "WHEN" },
  { title: "REASON" },
];

function kindRow({ count, status, reason }: FailureKind): readonly string[] {
  return [String(count), String(status ?? "-"), reason];
}

/** By this machine's clock, as `2026-07-27 10:14:03`: what Swedes write is what sorts. */
function localTime(time: string | null): string {
  return time === null ? "" : new Date(time).toLocaleString("sv-SE");
}
