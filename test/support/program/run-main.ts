import { join } from "node:path";
import { vi } from "vitest";
import { main } from "../../../src/cli/main.ts";
import type { CommandExit } from "./command-run.ts";
import type { DeliveryCommand } from "./delivery-command.ts";

/** Runs the command line in this process, which is a second faster than to start one, and catches what it prints. */
export async function runMain(...words: readonly string[]): Promise<CommandExit> {
  const said = { stdout: "", stderr: "" };
  const catchAll = (name: "stdout" | "stderr") =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += String(text);
      return true;
    });
  const spies = [catchAll("stdout"), catchAll("stderr")];
  const before = process.exitCode;
  try {
    await main([process.execPath, "frameferry", ...words]);
    return { exitCode: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

/** The same in a folder, with the state in it. For what is refused: the process may not go on working there. */
export async function runMainIn(folder: string, ...words: readonly string[]): Promise<CommandExit> {
  const [outside, variable] = [process.cwd(), "XDG_STATE_HOME"];
  const home = process.env[variable];
  process.chdir(folder);
  process.env[variable] = join(folder, "state");
  try {
    return await runMain(...words);
  } finally {
    process.chdir(outside);
    if (home === undefined) delete process.env[variable];
    else process.env[variable] = home;
  }
}

/** How a delivery that cannot begin is refused: as `DeliveryCommand.run`, without a start of the program. */
export async function refusal(
  delivery: DeliveryCommand,
  words: readonly string[],
): Promise<CommandExit> {
  return await runMainIn(delivery.path(), ...words, "--to", delivery.service.url, "--json");
}
