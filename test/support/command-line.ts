import { Command } from "commander";
import { addCommands } from "../../src/cli/commands.ts";

/** Calls a command in this process, with errors thrown instead of printed. */
export async function callCommand(words: readonly string[]): Promise<void> {
  const program = new Command("frameferry").exitOverride();
  addCommands(program, [], () => {});
  await program.parseAsync(["node", "frameferry", ...words]);
}
