import { parseArgs } from "node:util";
import type { SIZES } from "./sizes.ts";

/** What the command line asks for. */
export interface SoakArguments {
  readonly size: keyof typeof SIZES;
  /** Path of the file that gets the figures; `null` for none. */
  readonly jsonFile: string | null;
  readonly wantsHelp: boolean;
}

/** @throws TypeError for an unknown word. */
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
