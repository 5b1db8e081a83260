import { Command } from "commander";
import { addCommands } from "../../../src/cli/commands/commands.ts";
import { flagSpelling } from "../../../src/cli/flags/flag-spelling.ts";
import { spelledFor } from "../../../src/core/option-spelling.ts";

const program = new Command("frameferry");
addCommands(program, [], () => {});

/** Does work whose messages are for somebody at the command line, without starting the program. */
export async function forCommandLine<Result>(work: () => Result): Promise<Awaited<Result>> {
  return await spelledFor(
    flagSpelling(() => program),
    async () => await work(),
  );
}
