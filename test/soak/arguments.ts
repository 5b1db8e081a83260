import { parseArgs } from "node:util";
import type { SIZES } from "./sizes.ts";

/** Command line arguments. */
export interface SoakArguments {
  readonly size: keyof typeof SIZES;
  /** Path of the file for the figures; `null` for none. */
  readonly jsonFile: string | null;
  readonly wantsHelp: boolean;
}

/** @throws TypeError for an unknown argument. */
export function soakArguments(words: readonly string[]): SoakArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return {
    size: values.quick ? "quick" : "full",
    jsonFile: values.json ?? null,
    wantsHelp: values.help,
  };
}
