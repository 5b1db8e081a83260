import type { Command } from "commander";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";
import type { OptionValue, Spelling } from "../../core/option-spelling.ts";
import { keyOfOption } from "./flags.ts";

/**
 * Spells options as flags.
 *
 * @param current the command whose options were read, or the whole program where none is known yet.
 */
export function flagSpelling(current: () => Command | null): Spelling {
  return {
    name: (key) => flagOf(key, current()),
    setting: (key, value) => withValue(flagOf(key, current()), value),
    isCommandLine: true,
  };
}

/** A flag of the command or, where it has none, of another one; the key where it is an argument. */
function flagOf(key: string, command: Command | null): string {
  if (command === null || command.registeredArguments.some((own) => own.name() === key)) return key;
  const others = (command.parent ?? command).commands;
  const options = [command, ...others].flatMap((one) => one.options);
  const found = options.find((one) => keyOfOption(one) === key && !one.negate);
  return found?.long ?? key;
}

function withValue(flag: string, value: OptionValue): string {
  if (value === true) return flag;
  if (value === false) return flag.replace(/^--/u, "--no-");
  return textsOf(flag, value)
    .map((text) => `${flag} ${quoteForShell(text)}`)
    .join(" ");
}

function textsOf(flag: string, value: Exclude<OptionValue, boolean>): readonly string[] {
  if (isList(value)) return value;
  if (typeof value !== "object") return [String(value)];
  const separator = flag === "--header" ? ": " : "=";
  return Object.entries(value).map(([name, text]) => `${name}${separator}${text}`);
}

function isList(value: object | string | number): value is readonly string[] {
  return Array.isArray(value);
}
