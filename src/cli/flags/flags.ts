import { type Command, Option } from "commander";
import ms from "ms";
import type { OptionsSchema } from "../../options/options-schema.ts";
import { formatBytes } from "../format/format-bytes.ts";

/** How an option is spelled on the command line; its meaning and default belong to its schema. */
export interface Flag<Options> {
  readonly key: keyof Options & string;
  /** As commander wants it: `-f, --fps <n>`. */
  readonly spelling: string;
  readonly help: string;
  /** Whether it may be given several times, for a list. */
  readonly isRepeatable?: boolean;
}

/** Adds flags to a command. Each may also be given in the environment: `--fps` as `FRAMEFERRY_FPS`. */
export function addFlags<Options>(
  command: Command,
  flags: readonly Flag<Options>[],
  shape: OptionsSchema<Options>,
): void {
  for (const { key, spelling, help, isRepeatable = false } of flags) {
    const standard = defaultInWords(key, shape[key].safeParse(undefined).data ?? null);
    const suffix = standard === "" ? "" : ` (default: ${standard})`;
    const option = new Option(spelling, help + suffix);
    if (isRepeatable) option.argParser(listed);
    const name = option.long?.slice(2) ?? key;
    const variable = `FRAMEFERRY_${name.replaceAll("-", "_").toUpperCase()}`;
    KEYS.set(option, key);
    command.addOption(alsoFromEnvironment(option, variable));
  }
}

const KEYS = new WeakMap<Option, string>();
const VARIABLES = new WeakMap<Option, string>();

/** The name in its schema of an option that `addFlags` has added. */
export function keyOfOption(option: Option): string | undefined {
  return KEYS.get(option);
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

function listed(value: string, former: readonly string[] = []): readonly string[] {
  return [...former, value];
}

/** As it would be typed; `""` for a default that is nothing: off, no value, or an empty list or set of pairs. */
function defaultInWords(key: string, value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "number" && typeof value !== "string") return value === true ? "on" : "";
  if (key.endsWith("Bytes")) return formatBytes(Number(value));
  return key.endsWith("Ms") && value !== 0 ? ms(Number(value)) : String(value);
}
