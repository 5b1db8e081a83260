import { vi } from "vitest";
import { main } from "../../../src/cli/main.ts";
import type { CommandExit } from "./command-run.ts";

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
