import type { FilePosition } from "../../site/site-fault.ts";
import { isInterpolated, type SiteEntry } from "../../site/site-node.ts";
import type { FaultList } from "./fault-list.ts";
import { checkedValue, givenValue, type GivenValue, valueOfText } from "./option-value.ts";
import type { SiteOption } from "./vocabulary.ts";

/** Where values of options come from, the strongest first. */
export interface Layers {
  /** By flags, by the option's key. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Parts of the file, the strongest first, with the path of each. */
  readonly file: readonly { readonly path: string; readonly entries: readonly SiteEntry[] }[];
}

/** Values by key, as far as they fit. */
export interface LayeredValues {
  readonly values: Readonly<Record<string, unknown>>;
  /** Variables of the environment that hold in place of what the file says. */
  readonly variables: readonly string[];
  /** True if all fit. */
  readonly isWhole: boolean;
}

/** Takes each option from the strongest layer that has it, and checks it. */
export function layeredValues(
  options: readonly SiteOption[],
  layers: Layers,
  faults: FaultList,
): LayeredValues {
  const values: Record<string, unknown> = {};
  const variables: string[] = [];
  let isWhole = true;
  for (const option of options) {
    const found = strongest(option, layers);
    if (found === null) continue;
    if (found.variable !== undefined) variables.push(found.variable);
    const { given, at, path } = found;
    if ("isBroken" in given) isWhole = false;
    if ("problem" in given) faults.add(at, path, given.problem);
    if ("problem" in given || "isBroken" in given || given.value === undefined) {
      isWhole &&= !("problem" in given);
      continue;
    }
    const { problems } = checkedValue(option, given.value, found.isFromOutside);
    for (const problem of problems) faults.add(at, path, problem);
    isWhole &&= problems.length === 0;
    values[option.key] = given.value;
  }
  return { values, variables, isWhole };
}

/** A value with its place. */
interface FoundValue {
  readonly given: GivenValue;
  readonly at: FilePosition | null;
  readonly path: string;
  readonly isFromOutside: boolean;
  readonly variable?: string;
}

function strongest(option: SiteOption, { flags, env, file }: Layers): FoundValue | null {
  const { key, name } = option;
  if (key in flags)
    return { given: { value: flags[key] }, at: null, path: `--${name}`, isFromOutside: true };
  const variable = variableFor(option, env);
  if (variable !== null) return variable;
  for (const { path, entries } of file) {
    const entry = entries.find((one) => one.key === name);
    if (entry === undefined) continue;
    const { node } = entry;
    const given = givenValue(option, node);
    return { given, at: node.at, path: `${path}${name}`, isFromOutside: isInterpolated(node) };
  }
  return null;
}

function variableFor(option: SiteOption, env: Layers["env"]): FoundValue | null {
  if (option.isArgument) return null;
  const word = option.name.toUpperCase();
  const on = `FRAMEFERRY_${word}`;
  const off = `FRAMEFERRY_NO_${word}`;
  const text = env[on] ?? "";
  const found = { at: null, isFromOutside: true } as const;
  if (text !== "") return { ...found, given: valueOfText(option, text), path: on, variable: on };
  const isOff = option.canBeOff && !["", "0", "false"].includes(env[off] ?? "");
  return isOff ? { ...found, given: { value: false }, path: off, variable: off } : null;
}
