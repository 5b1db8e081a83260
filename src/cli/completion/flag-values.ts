import type { Option } from "commander";
import { z } from "zod";
import { checkOfOption } from "../flags/flags.ts";
import type { Suggestions } from "./suggestions.ts";

/** What may stand behind a flag: the words that its check names, or what its placeholder says. */
export function flagValues(option: Option): Suggestions {
  const words = option.argChoices ?? wordsOf(checkOfOption(option)?.());
  if (words.length > 0)
    return { candidates: words.map((value) => ({ value })), otherwise: "nothing" };
  const [, placeholder = ""] = /[<[]([^>\]]+)/u.exec(option.flags) ?? [];
  return { candidates: [], otherwise: PATHS[placeholder] ?? "nothing" };
}

/** Placeholders of the help that stand for paths. */
const PATHS: Readonly<Record<string, Suggestions["otherwise"]>> = {
  file: "files",
  path: "files",
  folder: "folders",
  command: "files",
};

function wordsOf(check: z.ZodType | undefined): readonly string[] {
  const inner = check instanceof z.ZodNullable ? check.unwrap() : check;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
}
