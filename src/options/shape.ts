import { z } from "zod";
import { FrameferryError } from "../core/errors.ts";

/** One check per option of a stage. */
export type Shape<Options> = { readonly [Key in keyof Options]: z.ZodType<Options[Key]> };

/**
 * Options as a caller gives them: each may be left out, and a number may be given as text with its
 * unit ("30s"), as on the command line.
 */
export type Given<Options> = {
  readonly [Key in keyof Options]?:
    | (NonNullable<Options[Key]> extends number ? Options[Key] | string : Options[Key])
    | undefined;
};

/**
 * Checks options once, at the edge, and fills in the defaults.
 *
 * @param nameOf how the caller spells an option, for the message: a flag on the command line.
 * @throws FrameferryError `ERR_OPTION`, naming every option that does not fit.
 */
export function checkOptions<Options>(
  shape: Shape<Options>,
  given: object,
  nameOf: (key: string) => string = (key) => key,
): Options {
  const outcome = z.strictObject({ ...shape }).safeParse(given);
  if (outcome.success) return outcome.data as Options;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: outcome.error.issues.map((issue) => sentence(issue, nameOf)).join("; "),
  });
}

function sentence(issue: z.core.$ZodIssue, nameOf: (key: string) => string): string {
  if (issue.code === "unrecognized_keys") return `there is no option ${issue.keys.join(", ")}`;
  return `${nameOf(String(issue.path[0] ?? "options"))}: ${issue.message}`;
}
