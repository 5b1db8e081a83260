import { ShellCompDirective } from "@bomb.sh/tab";
import type { Command } from "commander";
import { completedPart, suggest } from "./suggest.ts";

/**
 * Answers the script of a shell: a candidate a line, with its meaning behind a tab, then a colon and what else the
 * shell may offer (Cobra's protocol).
 *
 * @param typed words behind the program's name, up to the cursor.
 */
export async function complete(program: Command, typed: readonly string[]): Promise<void> {
  const { candidates, otherwise } = await suggest(program, typed);
  const part = completedPart(typed);
  const fitting = candidates.filter(({ value }) => value.startsWith(part));
  const lines = fitting.map(({ value, about = "" }) => `${value}\t${firstLine(about)}\n`);
  process.stdout.write(`${lines.join("")}:${DIRECTIVES[otherwise]}\n`);
}

const DIRECTIVES = {
  files: ShellCompDirective.ShellCompDirectiveDefault,
  folders: ShellCompDirective.ShellCompDirectiveFilterDirs,
  nothing: ShellCompDirective.ShellCompDirectiveNoFileComp,
} as const;

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
