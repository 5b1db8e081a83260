import { z } from "zod";
import { FrameferryError } from "../core/errors.ts";
import { optionName } from "../core/option-spelling.ts";
import { didYouMean } from "./did-you-mean.ts";
import { keyOfOtherName } from "./other-names.ts";

/** One check per option of a stage. */
export type OptionsSchema<Options> = { readonly [Key in keyof Options]: z.ZodType<Options[Key]> };

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
  const outcome = z.strictObject({ ...shape }).safeParse(given);
  if (outcome.success) return outcome.data as Options;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: outcome.error.issues
      .flatMap((issue) => sentences(issue, Object.keys(shape), given))
      .join("; "),
  });
}

function sentences(
  issue: z.core.$ZodIssue,
  keys: readonly string[],
  given: object,
): readonly string[] {
  if (issue.code === "unrecognized_keys" && issue.path.length === 0)
    return issue.keys.map((key) => noOption(key, keys));
  return [sentence(issue, given)];
}

/** An option that nobody knows, with the one that was probably meant. */
function noOption(key: string, keys: readonly string[]): string {
  const other = keyOfOtherName(key, keys);
  const meant = other === null ? didYouMean(key, keys) : `; did you mean ${other}?`;
  return `there is no option ${key}${meant}`;
}

function sentence({ path, message }: z.core.$ZodIssue, given: object): string {
  const [key] = path;
  if (key === undefined) return "the options must be an object";
  const isMissing = path.length === 1 && (given as Record<PropertyKey, unknown>)[key] === undefined;
  return `${optionName(String(key))}: ${isMissing ? "must be given" : message}`;
}
