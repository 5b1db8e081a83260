import type { Command } from "commander";
import { nearestWord } from "../../options/did-you-mean.ts";
import { variableOfOption } from "../flags/flags.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { printErr } from "../format/print.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { readLogStyle } from "../flags/reporting.ts";

const PREFIX = "FRAMEFERRY_";
/** Those of our tests, which the programs under test inherit. */
const OF_TESTS = /^FRAMEFERRY_(?:TEST|PROBE)_/u;

/** Warns of such variables on standard error, unless only errors are wanted. */
export function warnOfVariables(program: Command, command: Command): void {
  if (command.opts()["quiet"] === true) return;
  const { logFormat } = readLogStyle(command);
  for (const message of unknownVariables(program, process.env))
    if (logFormat === "json") jsonLogger(0).warn({ event: "warningRaised" }, message);
    else printErr(escapeControlChars(`warning: ${message}`));
}

/**
 * What to say of variables that look like options and are none: a mistyped one would be ignored in silence.
 * One that is an option of another command is none of them.
 */
export function unknownVariables(program: Command, env: NodeJS.ProcessEnv): readonly string[] {
  const options = program.commands.flatMap((command) => command.options);
  const known = new Set(options.flatMap((option) => variableOfOption(option) ?? []));
  const flags = new Set(options.flatMap(({ long }) => long ?? []));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !OF_TESTS.test(name))
    .filter((name) => !known.has(name) && (env[name] ?? "") !== "")
    .map((name) => {
      const flag = `--${name.slice(PREFIX.length).toLowerCase().replaceAll("_", "-")}`;
      return flags.has(flag)
        ? `the environment variable ${name} is ignored: ${flag} can only be set on the command line`
        : `the environment variable ${name} is ignored: there is no such option${nearestVariable(name, known)}`;
    });
}

function nearestVariable(name: string, known: ReadonlySet<string>): string {
  const names = Array.from(known, (other) => other.slice(PREFIX.length));
  const nearest = nearestWord(name.slice(PREFIX.length), names);
  return nearest === null ? "" : `; did you mean ${PREFIX}${nearest}?`;
}
