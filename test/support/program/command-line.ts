import { Command, CommanderError } from "commander";
import { addCommands } from "../../../src/cli/commands/commands.ts";
import { checkArguments } from "../../../src/cli/errors/check-arguments.ts";
import { addUsageHints } from "../../../src/cli/errors/usage-hints.ts";
import { flagSpelling } from "../../../src/cli/flags/flag-spelling.ts";
import { spelledFor } from "../../../src/core/option-spelling.ts";

/**
 * Reads a command line in this process, and calls its command.
 *
 * @returns what is printed of wrong usage.
 * @throws what the command throws.
 */
export async function readCommandLine(words: readonly string[]): Promise<string> {
  let said = "";
  const program = new Command("frameferry")
    .option("-V, --version")
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) });
  addCommands(program, [], () => {});
  addUsageHints(program);
  const spelling = flagSpelling(() => program);
  await spelledFor(spelling, async () => {
    await checkArguments(words, program);
    await program.parseAsync(["node", "frameferry", ...words]);
  }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return said;
}
