import { FrameferryError } from "../core/errors.ts";
import { optionName } from "../core/option-spelling.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Option } from "./option.ts";
import { keyOfOtherName } from "./other-names.ts";

/** Check and default of each option of a stage. */
export type OptionsSchema<Options> = { readonly [Key in keyof Options]: Option<Options[Key]> };

/**
 * Options as a caller gives them: each may be left out, and a number may be given as text with its
 * unit ("30s"), as on the command line.
 */
export type OptionsInput<Options> = {
  readonly [Key in keyof Options]?:
    | (NonNullable<Options[Key]> extends number ? Options[Key] | string : Options[Key])
    | undefined;
};

/**
 * Checks options once, at the edge, and fills in the defaults.
 *
 * @throws FrameferryError `ERR_OPTION`, naming every option that does not fit.
 */
export function checkOptions<Options>(shape: OptionsSchema<Options>, given: object): Options {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw doNotFit(["the options must be an object"]);
  const all = given as Readonly<Record<string, unknown>>;
  const checked = Object.entries<Option<unknown>>(shape).map(([key, option]) =>
    checkOption(key, option, all[key]),
  );
  const problems = [
    ...checked.flatMap(({ key, faults }) => faults.map((it) => `${optionName(key)}: ${it}`)),
    ...Object.keys(all).flatMap((key) => (key in shape ? [] : [noOption(key, Object.keys(shape))])),
  ];
  if (problems.length > 0) throw doNotFit(problems);
  return Object.fromEntries(checked.map(({ key, value }) => [key, value])) as Options;
}

/** An option's value, and what is wrong with what was given. */
interface CheckedOption {
  readonly key: string;
  readonly value: unknown;
  readonly faults: readonly string[];
}

function checkOption(key: string, option: Option<unknown>, given: unknown): CheckedOption {
  if (given === undefined)
    return { key, value: option.default, faults: "default" in option ? [] : ["must be given"] };
  const { data, error } = option.check().safeParse(given);
  return { key, value: data, faults: error?.issues.map(({ message }) => message) ?? [] };
}

function doNotFit(problems: readonly string[]): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message: problems.join("; ") });
}

/** An option that nobody knows, with the one that was probably meant. */
function noOption(key: string, keys: readonly string[]): string {
  const other = keyOfOtherName(key, keys);
  const meant = other === null ? didYouMean(key, keys) : `; did you mean ${other}?`;
  return `there is no option ${key}${meant}`;
}
