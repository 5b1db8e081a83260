import { script } from "@bomb.sh/tab";
import { EXIT_CODES } from "../process/exit-codes.ts";

/** Prints what a shell needs to complete the command line. */
export function completionCommand(shell: string): number {
  const text = printed(() => script(shell, "frameferry", "frameferry"));
  process.stdout.write(shell === "bash" ? repeatable(text) : text);
  return EXIT_CODES.done;
}

/**
 * Lets a script be sourced twice in one bash, and beside that of another program: the library declares its constants
 * read-only, below names that all of its users share.
 */
function repeatable(bashScript: string): string {
  return bashScript
    .replaceAll(/^readonly (?=ShellCompDirective)/gmu, "")
    .replaceAll("ShellCompDirective", "__frameferry_directive_");
}

/** The library prints by `console.log`, and has no function that returns the text. */
/* oxlint-disable no-console */
function printed(print: () => void): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line: string) => void lines.push(`${line}\n`);
  try {
    print();
  } finally {
    console.log = log;
  }
  return lines.join("");
}
