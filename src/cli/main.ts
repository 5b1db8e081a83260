import { printOut } from "./format/print.ts";
import { Command, CommanderError, Option } from "commander";
import { addCommands } from "./commands/commands.ts";
import { EXIT_CODE_MEANINGS, EXIT_CODES, exitCodeOfError } from "./process/exit-codes.ts";
import { checkWords } from "./errors/first-words.ts";
import { ignoreBrokenPipe } from "./process/broken-pipe.ts";
import { type LogStyle, readLogStyle } from "./flags/reporting.ts";
import { spelledFor } from "../core/spelling.ts";
import { flagSpelling } from "./flags/flag-spelling.ts";
import { usageError } from "./errors/usage-error.ts";
import { addUsageHints } from "./errors/usage-hints.ts";
import { warnOfVariables } from "./errors/unknown-variables.ts";
import { packageVersion, versionInWords } from "./commands/version.ts";

/** Runs the command line and sets the process's exit code. @param words as `process.argv`. */
export async function main(words: readonly string[]): Promise<void> {
  let current: Command | null = null;
  const spelling = flagSpelling(() => current);
  await spelledFor(spelling, async () => await runOrTell(words, (command) => (current = command)));
}

/** @param tellCurrent is told the program, and then the command, whose flags messages name. */
async function runOrTell(
  words: readonly string[],
  tellCurrent: (command: Command) => void,
): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreBrokenPipe);
  let manner: LogStyle = { logFormat: "text", color: "auto" };
  let isJson = wantsJson(words);
  try {
    process.exitCode = await runProgram(words, (command) => {
      tellCurrent(command);
      if (command.parent === null) return;
      manner = readLogStyle(command);
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
    printError(error, manner);
    process.exitCode = exitCodeOfError(error);
  }
}

/** Whether one JSON object is wanted, as far as it can be told of words that are not understood. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).includes("--json");
}

/**
 * @param tellCommand is told the program, and the command, whose flags say how errors are to be printed, before
 *   it begins.
 */
async function runProgram(
  words: readonly string[],
  tellCommand: (command: Command) => void,
): Promise<number> {
  if (wantsVersion(words)) {
    const isVerbose = words.some((word) => word === "-v" || word === "--verbose");
    printOut(isVerbose ? await versionInWords() : packageVersion());
    return EXIT_CODES.done;
  }
  let exitCode: number = EXIT_CODES.done;
  const program = new Command("frameferry")
    .description(
      "Sends video frames to inference services: each one at least once, as soon as it exists.",
    )
    .addOption(
      new Option(
        "-V, --version",
        "print the version; with -v also those of Node, ffmpeg and the platform",
      ),
    )
    .addHelpText("before", EXAMPLES)
    .addHelpText("after", EXIT_CODES_IN_WORDS)
    // One sentence says how options are spelled in the environment; a note at each would double the help.
    .configureHelp({ optionDescription: ({ description }) => description })
    .hook("preAction", (_, command) => {
      tellCommand(command);
      warnOfVariables(program, command);
    })
    .exitOverride();
  const { own, wrapped } = splitAtWrapped(words);
  addCommands(program, wrapped, (code) => (exitCode = code));
  tellCommand(program);
  addUsageHints(program);
  await checkWords(own.slice(2), program);
  for (const command of program.commands)
    command.addHelpText("after", ENVIRONMENT + EXIT_CODES_IN_WORDS);
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

/** Only before a command: `frameferry run --version` is left to commander to refuse. */
function wantsVersion(words: readonly string[]): boolean {
  const own = words.slice(2);
  return (
    own.every((word) => word.startsWith("-")) &&
    own.some((word) => word === "--version" || word === "-V")
  );
}

const EXAMPLES = `Examples:
  frameferry run clip.mp4 --demo                                  try it out with the built-in service
  frameferry run clip.mp4 --to http://127.0.0.1:8000/predict      every frame of a video to a service
  frameferry watch ./incoming --to http://...                     whatever lands in a folder, until stopped
  frameferry send ./frames --to http://...                        existing files, once
  frameferry status                                               every job that is on record
  frameferry failures clip.mp4                                    which frames failed, and why
  frameferry resubmit clip.mp4                                    those, once more
  frameferry tune --to http://127.0.0.1:8000/predict              how many requests at once suit a service
  frameferry serve --port 8000                                    the built-in service by itself
  frameferry doctor --to http://127.0.0.1:8000/predict            is everything there that a run needs?
`;

const ENVIRONMENT = `
An option with a value may be given in the environment instead: --fps as FRAMEFERRY_FPS.
`;

const EXIT_CODES_IN_WORDS = `\nExit codes:\n${EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`).join("\n")}`;
