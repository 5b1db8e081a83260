import type { Command } from "commander";
import { printableLines } from "../../core/text/escape-control-chars.ts";
import { nearestWord } from "../../options/did-you-mean.ts";
import { keyOfOtherName } from "../../options/other-names.ts";
import { keyOfOption } from "../flags/flags.ts";

/** Says at each usage error of commander what was probably meant, and whose help to read. */
export function addUsageHints(program: Command): void {
  for (const command of [program, ...program.commands]) {
    const name = command === program ? "" : ` ${command.name()}`;
    command
      .showSuggestionAfterError(false)
      .showHelpAfterError(`(frameferry${name} --help shows what there is)`)
      .configureOutput({
        outputError: (text, write) => write(printableLines(`${text}${hintFor(text, command)}`)),
      });
  }
}

function hintFor(text: string, command: Command): string {
  const [, surplus = ""] = /too many arguments for '(.*?)'/u.exec(text) ?? [];
  const way = WITHOUT_ARGUMENTS[surplus];
  if (way !== undefined) return `(${way})\n`;
  const [, kind, typed = ""] = /unknown (option|command) '(.*?)'/u.exec(text) ?? [];
  if (kind === undefined) return "";
  const hint = kind === "option" ? optionHint(typed, command) : commandHint(typed, command);
  return hint === null ? "" : `(${hint})\n`;
}

/** Hints for arguments of commands that take none. */
const WITHOUT_ARGUMENTS: Readonly<Record<string, string>> = {
  tune: "The service is named by --to URL, images by --images FOLDER or --video FILE",
  doctor: "A service is named by --to URL, and each camera has a doctor of its own",
  status: "What failed of a video, folder or list is shown by frameferry failures SOURCE",
  serve: "A port is named by --port NUMBER",
};

function commandHint(typed: string, program: Command): string | null {
  const names = program.commands.map((command) => command.name());
  const meant = typed === "version" ? "--version" : nearestWord(typed, names);
  return meant === null ? null : `Did you mean ${meant}?`;
}

/** Options of other programs for the video or the folder, which has none here. */
const SOURCE_NAMES: ReadonlySet<string> = new Set([
  ...["i", "input", "in", "video", "file", "source", "folder", "dir", "images", "path"],
]);

function optionHint(typed: string, command: Command): string | null {
  const word = typed.replace(/^-+/u, "").replace(/=.*/su, "");
  const meant = flagOfOtherName(word, command);
  if (meant !== null) return `Did you mean ${meant}?`;
  if (SOURCE_NAMES.has(word)) {
    const [argument] = command.registeredArguments;
    if (argument !== undefined)
      return `A ${argument.name()} is named without an option: frameferry ${command.name()} ${argument.name().toUpperCase()}`;
  }
  if (command.parent === null && command.commands.some((other) => hasOption(other, typed)))
    return "Options stand behind their command: frameferry run clip.mp4 --to http://host/predict";
  const owners = command.parent?.commands.filter((other) => hasOption(other, typed)) ?? [];
  if (owners.length > 0) {
    const names = owners.map((other) => other.name()).join(", ");
    return `${typed.replace(/=.*/su, "")} is an option of ${names}`;
  }
  const nearest = typed.startsWith("--") ? nearestWord(word, longNames(command)) : null;
  return nearest === null ? null : `Did you mean --${nearest}?`;
}

function flagOfOtherName(word: string, command: Command): string | null {
  const keys = command.options.map((option) => keyOfOption(option) ?? "");
  const key = keyOfOtherName(word, keys);
  return command.options.find((option) => keyOfOption(option) === key)?.long ?? null;
}

function longNames(command: Command): readonly string[] {
  return command.options.flatMap(({ long }) => (long ?? "").slice(2) || []);
}

function hasOption(command: Command, typed: string): boolean {
  const flag = typed.replace(/=.*/su, "");
  return command.options.some(({ long, short }) => long === flag || short === flag);
}
