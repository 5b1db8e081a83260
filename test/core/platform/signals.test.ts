import { expect, test } from "vitest";
import { exitCodeOfSignal } from "../../../src/cli/process/exit-codes.ts";
import { hasLostTerminal } from "../../../src/cli/process/lost-terminal.ts";
import { canPauseProcesses, endingSignals } from "../../../src/core/platform/signals.ts";

test("processes are paused by signals everywhere but on Windows", () => {
  const can = (["linux", "darwin", "win32"] as const).map((name) => canPauseProcesses(name));
  expect(can).toEqual([true, true, false]);
});

test("Ctrl-Break ends a command on Windows as SIGTERM does elsewhere, in the place of SIGQUIT", () => {
  expect(endingSignals("linux")).toEqual(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);
  expect(endingSignals("darwin")).toEqual(endingSignals("linux"));
  expect(endingSignals("win32")).toEqual(["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]);
  expect(exitCodeOfSignal("SIGBREAK")).toBe(143);
});

test("a SIGHUP ends a site on Windows, where it always means that the console was closed", () => {
  expect(hasLostTerminal("win32")).toBe(true);
});

test("every signal that ends a command is one that this system knows", () => {
  const ignore = (): void => {};
  for (const name of endingSignals()) {
    process.on(name, ignore);
    process.off(name, ignore);
  }
});
