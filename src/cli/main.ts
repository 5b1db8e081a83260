import { type Command, CommanderError } from "commander";
import { config } from "zod";
import { EXIT_CODES, exitCodeOfError } from "./process/exit-codes.ts";
import { checkArguments } from "./errors/check-arguments.ts";
import { namedIfFolderIsLost } from "./errors/lost-folder.ts";
import { type LogStyle, readLogStyle } from "./flags/reporting.ts";
import { spelledFor } from "../core/option-spelling.ts";
import { flagSpelling } from "./flags/flag-spelling.ts";
import { createProgram } from "./program.ts";
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
  } catch (thrown) {
    const error = namedIfFolderIsLost(thrown);
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
  const { own, wrapped } = splitAtWrapped(words);
  const program = createProgram(wrapped, (code) => (exitCode = code));
  program.hook("preAction", (_, command) => {
    onCommand(command);
    warnOfVariables(program, command);
  });
  onCommand(program);
  if (own[2] === "complete" && own[3] === "--") return await completed(program, own.slice(4));
  addUsageHints(program);
  if (own[2] === "help" && (await helpedWith(own[3] ?? "", program))) return EXIT_CODES.done;
  await checkArguments(own.slice(2), program);
  if (words.length <= 2) program.help();
  await program.parseAsync(own);
  return exitCode;
}

/** Answers a shell that asks what may stand at its cursor; no user types that. */
async function completed(program: Command, typed: readonly string[]): Promise<number> {
  const { complete } = await import("./completion/complete.ts");
  await complete(program, typed);
  return EXIT_CODES.done;
}

/** Prints what somebody asks help about, unless it is the help of the program or of a command, which commander has. */
async function helpedWith(topic: string, program: Command): Promise<boolean> {
  if (topic === "" || program.commands.some((command) => command.name() === topic)) return false;
  const { printTopic } = await import("./help/print-topic.ts");
  printTopic(topic, program);
  return true;
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
