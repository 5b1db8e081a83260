import type { Command, Option } from "commander";
import { TOPICS } from "../help/topics.ts";
import { argumentValues } from "./argument-values.ts";
import { flagValues } from "./flag-values.ts";
import type { Suggestions } from "./suggestions.ts";

/**
 * What may stand where somebody pressed Tab.
 *
 * @param typed words behind the program's name; the last one is being typed, and may be empty.
 */
export async function suggest(program: Command, typed: readonly string[]): Promise<Suggestions> {
  const [first = "", ...rest] = typed;
  if (rest.length === 0) return startOf(program, first);
  const command = program.commands.find((other) => other.name() === first);
  if (command === undefined) return first === "help" ? helpNames(program) : noFiles([]);
  const current = rest.at(-1) ?? "";
  const before = rest.slice(0, -1);
  // Behind this, all is the command of the user.
  if (before.includes("--")) return { candidates: [], otherwise: "files" };
  const [, flag = before.at(-1) ?? ""] = FLAG_WITH_VALUE.exec(current) ?? [];
  const awaiting = flagIn(command, flag);
  if (awaiting !== undefined && takesValue(awaiting)) return flagValues(awaiting);
  if (current.startsWith("-")) return noFiles(flagsOf(command, before));
  return await argumentValues(command, before);
}

/** The part of the last word that candidates complete: for `--format=p`, what stands behind the equals sign. */
export function completedPart(typed: readonly string[]): string {
  const current = typed.at(-1) ?? "";
  return FLAG_WITH_VALUE.test(current) ? current.slice(current.indexOf("=") + 1) : current;
}

const FLAG_WITH_VALUE = /^(--[^=]+)=/u;

function startOf(program: Command, word: string): Suggestions {
  return word.startsWith("-") ? noFiles(flagsOf(program, [])) : commandNames(program);
}

function noFiles(candidates: Suggestions["candidates"]): Suggestions {
  return { candidates, otherwise: "nothing" };
}

function commandNames(program: Command): Suggestions {
  const commands = program.createHelp().visibleCommands(program);
  return noFiles(commands.map((command) => ({ value: command.name(), about: command.summary() })));
}

/** What there is help about. */
function helpNames(program: Command): Suggestions {
  const topics = TOPICS.map(({ name, about }) => ({ value: name, about }));
  return noFiles([...commandNames(program).candidates, ...topics]);
}

function flagIn(command: Command, word: string): Option | undefined {
  return command.options.find(({ short, long }) => word === long || word === short);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Flags that are not given yet, or may be given again. */
function flagsOf(command: Command, given: readonly string[]): Suggestions["candidates"] {
  const help = command.createHelp();
  return help.visibleOptions(command).flatMap((option) => {
    const { long, short, description, variadic } = option;
    const value = long ?? short ?? "";
    const isGiven = given.includes(value) && !variadic && option.parseArg === undefined;
    return isGiven ? [] : [{ value, about: description }];
  });
}
