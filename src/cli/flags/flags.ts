import { type Command, Option } from "commander";
import ms from "ms";
import type { z } from "zod";
import type { OptionsSchema } from "../../options/options-schema.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import type { HelpGroup } from "./help-groups.ts";

/** Spelling of an option on the command line; its meaning and default belong to its schema. */
export interface Flag<Options> {
  readonly key: keyof Options & string;
  /** As commander wants it: `-f, --fps <n>`. */
  readonly spelling: string;
  /** Its line in the help; says the default itself where that is no plain value. */
  readonly help: string;
  /** Heading in the help. @default "Main options:" */
  readonly group?: HelpGroup;
  /** True if it may be given several times, for a list. */
  readonly isRepeatable?: boolean;
}

/** Puts flags below a heading of the help, unless they name another one themselves. */
export function inGroup<AnyFlag extends Flag<never>>(
  group: HelpGroup,
  flags: readonly AnyFlag[],
): readonly (AnyFlag & { readonly group: HelpGroup })[] {
  return flags.map((flag) => ({ group, ...flag }));
}

/** Adds flags to a command. Each may also be given in the environment: `--fps` as `FRAMEFERRY_FPS`. */
export function addFlags<Options>(
  command: Command,
  flags: readonly Flag<Options>[],
  shape: OptionsSchema<Options>,
): void {
  for (const { key, spelling, help, group = "Main options:", isRepeatable = false } of flags) {
    const option = new Option(spelling, help).helpGroup(group);
    const schema = shape[key];
    if ("default" in schema && option.required && !help.includes("(default: "))
      option.description += ` (default: ${typedValue(key, schema.default) || "none"})`;
    if (isRepeatable) option.argParser(listed);
    const name = option.long?.slice(2) ?? key;
    const variable = `FRAMEFERRY_${name.replaceAll("-", "_").toUpperCase()}`;
    KEYS.set(option, key);
    CHECKS.set(option, schema.check);
    command.addOption(alsoFromEnvironment(option, variable));
  }
}

const KEYS = new WeakMap<Option, string>();
const CHECKS = new WeakMap<Option, () => z.ZodType>();
const VARIABLES = new WeakMap<Option, string>();

/** The name in its schema of an option that `addFlags` has added. */
export function keyOfOption(option: Option): string | undefined {
  return KEYS.get(option);
}

/** Makes the check of an option that `addFlags` has added. */
export function checkOfOption(option: Option): (() => z.ZodType) | undefined {
  return CHECKS.get(option);
}

/** The variable in which an option may be given, if any. */
export function variableOfOption(option: Option): string | undefined {
  return VARIABLES.get(option);
}

/** Lets an option be given in the environment, where an empty variable counts as none. */
export function alsoFromEnvironment(option: Option, variable: string): Option {
  VARIABLES.set(option, variable);
  const value = process.env[variable] ?? "";
  const isOff = option.isBoolean() && ["0", "false"].includes(value);
  return value === "" || isOff ? option : option.env(variable);
}

/** The values that were given, under the names that the schema uses. */
export function givenOptions<Options>(
  command: Command,
  flags: readonly Flag<Options>[],
): Record<string, unknown> {
  const values = command.opts();
  const given = flags.map(
    ({ key, spelling }) => [key, values[new Option(spelling).attributeName()]] as const,
  );
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function listed(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** A value as it would be typed; `""` for `null` and for an empty list or set of pairs. */
export function typedValue(key: string, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => typedValue(key, item)).join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, item]: [string, unknown]) => `${name}=${typedValue(name, item)}`)
      .join(", ");
  if (typeof value === "string") return value;
  if (typeof value !== "number") return JSON.stringify(value);
  if (key.endsWith("Bytes")) return formatBytes(value).replace(" ", "");
  return key.endsWith("Ms") && value !== 0 ? ms(value) : String(value);
}
