import { Command, CommanderError, Option } from "commander";
import { config } from "zod";
import { addCommands } from "./commands/commands.ts";
import { EXIT_CODE_MEANINGS, EXIT_CODES, exitCodeOfError } from "./process/exit-codes.ts";
import { checkArguments } from "./errors/check-arguments.ts";
import { groupItems } from "./flags/help-groups.ts";
import { type LogStyle, readLogStyle } from "./flags/reporting.ts";
import { spelledFor } from "../core/option-spelling.ts";
import { flagSpelling } from "./flags/flag-spelling.ts";
import { usageError } from "./errors/usage-error.ts";
import { addUsageHints } from "./errors/usage-hints.ts";
import { warnOfVariables } from "./errors/unknown-variables.ts";

/** Runs the command line and sets the process's exit code. @param words as `process.argv`. */
export async function main(words: readonly string[]): Promise<void> {
  // Options are checked once: code made for that would cost more than it saves.
  config({ jitless: true });
  let current: Command | null = null;
  const spelling = flagSpelling(() => current);
  await spelledFor(
    spelling,
    async () => await runAndReport(words, (command) => (current = command)),
  );
}

/**
 * Runs the command line and prints what goes wrong.
 *
 * @param setCurrent gets the program, and then the command whose flags messages name.
 */
async function runAndReport(
  words: readonly string[],
  setCurrent: (command: Command) => void,
): Promise<void> {
  let style: LogStyle = { logFormat: "text", color: "auto" };
  let isJson = wantsJson(words);
  try {
    process.exitCode = await runProgram(words, (command) => {
      setCurrent(command);
      if (command.parent === null) return;
      style = readLogStyle(command);
      isJson = command.opts()["json"] === true;
    });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      process.exitCode = EXIT_CODES.done;
      return;
    }
    const { printError, printErrorObject } = await import("./errors/print-error.ts");
    if (isJson) printErrorObject(error);
    if (error instanceof CommanderError) {
      process.exitCode = EXIT_CODES.usage;
      return;
    }
    printError(error, style);
    process.exitCode = exitCodeOfError(error);
  }
}

/** True if one JSON object is wanted, as far as a command line that is not understood says so. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).includes("--json");
}

/**
 * @param onCommand gets the program, and then the command, whose flags say how errors are printed, before it
 *   begins.
 */
async function runProgram(
  words: readonly string[],
  onCommand: (command: Command) => void,
): Promise<number> {
  let exitCode: number = EXIT_CODES.done;
  const program = new Command("frameferry")
    .description(`${PURPOSE}\n\n${EXAMPLES}`)
    .addOption(
      new Option(
        "-V, --version",
        "print the version; with -v also those of Node, ffmpeg and the platform",
      ).helpGroup("Output and help:"),
    )
    .addHelpCommand(
      new Command("help")
        .argument("[command]")
        .description("print the help of a command")
        .helpGroup("Try and examine:"),
    )
    .addHelpOption(new Option("-h, --help", "print this help").helpGroup("Output and help:"))
    .addHelpText("after", EXIT_CODE_LINES)
    // One sentence says how options are spelled in the environment; a note at each would double the help.
    .configureHelp({ groupItems, optionDescription: ({ description }) => description })
    .hook("preAction", (_, command) => {
      onCommand(command);
      warnOfVariables(program, command);
    })
    .exitOverride();
  const { own, wrapped } = splitAtWrapped(words);
  addCommands(program, wrapped, (code) => (exitCode = code));
  onCommand(program);
  addUsageHints(program);
  await checkArguments(own.slice(2), program);
  for (const command of program.commands)
    command.addHelpText("after", ENVIRONMENT + EXIT_CODE_LINES);
  if (words.length <= 2) program.help();
  await program.parseAsync(own);
  return exitCode;
}

/** The words behind `--` of `watch` are a command of its own, flags included. */
function splitAtWrapped(words: readonly string[]): { own: readonly string[]; wrapped: string[] } {
  const end = words[2] === "watch" ? words.indexOf("--") : -1;
  if (end < 0) return { own: words, wrapped: [] };
  const wrapped = words.slice(end + 1);
  if ((wrapped[0] ?? "") === "")
    throw usageError("there is no command behind --", "name it, or leave -- out");
  return { own: words.slice(0, end), wrapped };
}

const PURPOSE =
  "Sends video frames to inference services: each one at least once, as soon as it exists.";

const EXAMPLES = `Examples:
  frameferry run clip.mp4 --demo               try it with the built-in service
  frameferry run clip.mp4 --to http://...      every frame of a video
  frameferry watch ./incoming --to http://...  whatever lands in a folder
  frameferry send ./frames --to http://...     existing files, once
  frameferry status                            every job that is on record
  frameferry failures clip.mp4                 which frames failed, and why
  frameferry resubmit clip.mp4                 those, once more
  frameferry export clip.mp4 --format csv      what was found, for other tools
  frameferry tune --to http://...              how many requests at once suit it
  frameferry serve --port 8000                 the built-in service by itself
  frameferry doctor --to http://...            whether a run has all it needs`;

const ENVIRONMENT = `
An option with a value may also be given in the environment: FRAMEFERRY_FPS=1.
`;

const EXIT_CODE_LINES = `\nExit codes:\n${EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`).join("\n")}`;
