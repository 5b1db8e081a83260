import { Command, type Option } from "commander";
import { describe, expect, test } from "vitest";
import { addCommands } from "../../../src/cli/commands/commands.ts";
import { keyOfOption, variableOfOption } from "../../../src/cli/flags/flags.ts";
import { exportSchema } from "../../../src/options/export-options.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { forgetSchema, pruneSchema } from "../../../src/options/forget-options.ts";
import { failuresSchema, statusSchema } from "../../../src/options/lookup-options.ts";
import { previewSchema } from "../../../src/options/preview-options.ts";
import { resubmitSchema } from "../../../src/options/resubmit-options.ts";
import { runSchema } from "../../../src/options/run-options.ts";
import { tuneSchema } from "../../../src/options/tune-options.ts";
import { watchSchema } from "../../../src/options/watch-options.ts";

/** A flag of a command, and the name of its option in the library. */
interface Named {
  readonly command: string;
  readonly flag: string;
  readonly key: string;
  readonly option: Option;
}

/** What the library adds to the name of an option that is a number: the unit that text has behind it. */
const UNITS = ["Ms", "Seconds", "Bytes", "Pixels"];

/** Flags that may be repeated and are no nouns: there is no plural of them. */
const WITHOUT_PLURAL = new Set(["to", "match", "ignore", "keep", "at"]);

/** What the library has no option for: how the program speaks, and what it does instead of its work. */
const OF_THE_PROGRAM = [
  ...["--json", "--quiet", "--verbose", "--no-progress", "--log-format", "--color", "--no-color"],
  ...["--demo", "--dry-run", "--follow", "--keep", "--null", "--prune"],
  ...["--watch-config", "--fix"],
];

/** What stands on the command line without a flag. */
const WITHOUT_FLAG = ["video", "folders", "paths", "sources", "command"];

const program = new Command();
addCommands(program, [], () => {});
const options = program.commands.flatMap((command) =>
  command.options.map((option) => ({ command: command.name(), option })),
);
const named: readonly Named[] = options.flatMap(({ command, option }) => {
  const key = keyOfOption(option);
  return key === undefined ? [] : [{ command, flag: option.long ?? "", key, option }];
});

/** The names that the option of a flag may have in the library. */
function keysOf(option: Option): readonly string[] {
  const name = option.attributeName();
  if (option.parseArg !== undefined && !WITHOUT_PLURAL.has(name)) return [`${name}s`];
  return option.isBoolean() ? [name] : [name, ...UNITS.map((unit) => name + unit)];
}

describe("a flag, its variable and its option in the library", () => {
  test("are found in every command", () => {
    const commands = new Set(named.map(({ command }) => command));
    expect([...commands].toSorted()).toEqual(
      program.commands
        .filter(({ options: own }) => own.some(({ long }) => !OF_THE_PROGRAM.includes(long ?? "")))
        .map((command) => command.name())
        .toSorted(),
    );
    expect(named.length).toBeGreaterThan(200);
  });

  test("have one name, to which the library adds a unit, or the plural of what may be repeated", () => {
    const strangers = named.filter(({ option, key }) => !keysOf(option).includes(key));
    expect(strangers.map(({ command, flag, key }) => `${command} ${flag}: ${key}`)).toEqual([]);
  });

  test("mean the same option in every command", () => {
    const keys = Map.groupBy(named, ({ flag }) => flag);
    const ambiguous = [...keys].filter(([, uses]) => new Set(uses.map(({ key }) => key)).size > 1);
    expect(ambiguous.map(([flag]) => flag)).toEqual([]);
    const flags = Map.groupBy(named, ({ key }) => key);
    const several = [...flags].filter(([, uses]) => new Set(uses.map(({ flag }) => flag)).size > 1);
    expect(several.map(([key]) => key)).toEqual(["proxy", "discardCorrupt"]);
  });

  test("share their name with the variable, where there is one", () => {
    const variables = options.flatMap(({ option }) => {
      const variable = variableOfOption(option);
      return variable === undefined ? [] : [[option.long ?? "", variable] as const];
    });
    expect(variables.length).toBeGreaterThan(200);
    for (const [flag, variable] of variables)
      expect(variable).toBe(`FRAMEFERRY_${flag.slice(2).replaceAll("-", "_").toUpperCase()}`);
    for (const { option } of named) expect(variableOfOption(option)).toBeDefined();
  });

  test("exist for all but what is about the program itself", () => {
    const others = options.filter(({ option }) => keyOfOption(option) === undefined);
    expect(new Set(others.map(({ option }) => option.long))).toEqual(new Set(OF_THE_PROGRAM));
  });

  const schemas = {
    ...{ run: runSchema, watch: watchSchema, send: filesSchema, resubmit: resubmitSchema },
    ...{ tune: tuneSchema, failures: failuresSchema, forget: forgetSchema },
    export: exportSchema,
    preview: previewSchema,
    status: { ...statusSchema, ...pruneSchema },
  };
  test.each(Object.entries(schemas))("are the same set for %s", (command, schema) => {
    const keys = named.filter((one) => one.command === command).map(({ key }) => key);
    // `tune` has a flag for its video.
    const isFlag = (key: string): boolean => command === "tune" || !WITHOUT_FLAG.includes(key);
    const wanted = Object.keys(schema).filter(isFlag);
    expect([...new Set(keys)].toSorted()).toEqual(wanted.toSorted());
  });
});
