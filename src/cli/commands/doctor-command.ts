import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import type { Command } from "commander";
import { openCredentials } from "../../app/services/open-credentials.ts";
import { type DoctorOptions, doctorSchema } from "../../options/doctor-options.ts";
import { transportTo } from "../../app/services/service-transport.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { checkFfmpeg } from "../doctor/check-ffmpeg.ts";
import { checkLedgers } from "../doctor/check-ledgers.ts";
import { checkDisk, checkInotify, checkNode } from "../doctor/check-machine.ts";
import { checkService } from "../doctor/check-service.ts";
import { type Finding, warning } from "../doctor/finding.ts";
import { DOCTOR_FLAGS } from "../flags/doctor-flags.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { type Paint, colorizer } from "../format/colorizer.ts";
import { terminalSize } from "../format/terminal.ts";
import { wrapWords } from "../format/text-columns.ts";

/** `frameferry doctor`: looks at everything a run needs, a line each. */
export async function doctorCommand(command: Command): Promise<number> {
  const options = checkOptions(doctorSchema, givenOptions(command, DOCTOR_FLAGS));
  const findings: Finding[] = [
    checkNode(),
    ...(await checkFfmpeg(options.ffmpeg)),
    await checkInotify(),
    await checkDisk(options.state),
    ...(await checkLedgers(options.state)),
    ...(await checkServices(options)),
  ];
  const { json, color } = command.opts();
  const paint = colorizer(color === false ? "never" : "auto", process.stdout);
  const text =
    json === true
      ? printableJson({ findings })
      : findings.map((finding) => findingLines(finding, paint)).join("\n");
  printOut(text);
  return exitCodeOf(findings);
}

async function checkServices(options: DoctorOptions): Promise<readonly Finding[]> {
  const addresses = (options.to ?? []).map(({ address }) => address);
  if (addresses.length === 0) return [];
  transportTo(addresses, options, () => {});
  const warnings: Finding[] = [];
  const warn = (message: string): number =>
    warnings.push(warning("credentials", message, "or mount it so that only you can read it"));
  using opened = await openCredentials(options, { warn, signal: new AbortController().signal });
  const findings = addresses.map(
    async (to) => await checkService({ ...options, to }, opened.credentials),
  );
  return [...warnings, ...(await Promise.all(findings)).flat()];
}

const COLORS = { ok: "green", warning: "yellow", problem: "red" } as const;

function findingLines({ state, subject, detail, remedy }: Finding, paint: Paint): string {
  // What is to be pasted stays in one piece.
  const wrapped = (text: string): readonly string[] =>
    subject === "command"
      ? [escapeControlChars(text)]
      : wrapWords(escapeControlChars(text), textColumns());
  const [first = "", ...more] = wrapped(detail);
  const below = [...more, ...(remedy === null ? [] : wrapped(remedy))];
  const head = `${paint(COLORS[state], state.padEnd(STATE_COLUMNS))}${subject.padEnd(SUBJECT_COLUMNS)}`;
  const indent = " ".repeat(STATE_COLUMNS + SUBJECT_COLUMNS);
  return [head + first, ...below.map((text) => indent + text)].join("\n");
}

const STATE_COLUMNS = 9;
const SUBJECT_COLUMNS = 14;
const MIN_TEXT_COLUMNS = 20;

/** Columns beside the subject; what goes to a file or a program is not wrapped. */
function textColumns(): number {
  if (!process.stdout.isTTY) return Number.POSITIVE_INFINITY;
  const { columns } = terminalSize(process.stdout);
  return Math.max(MIN_TEXT_COLUMNS, columns - STATE_COLUMNS - SUBJECT_COLUMNS);
}

function exitCodeOf(findings: readonly Finding[]): number {
  const problems = findings.filter(({ state }) => state === "problem");
  if (problems.length === 0) return EXIT_CODES.done;
  const subjects = new Set(problems.map(({ subject }) => subject));
  if (subjects.size === 1 && subjects.has("input")) return EXIT_CODES.usage;
  return [...subjects].every((subject) => subject === "service" || subject === "input")
    ? EXIT_CODES.silentService
    : EXIT_CODES.environment;
}
