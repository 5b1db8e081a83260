import { spawnSync } from "node:child_process";
import { win32 } from "node:path";

/** Calls of the system that end processes. */
export interface EndingCalls {
  readonly platform: NodeJS.Platform;
  /** As `process.kill`. @throws the system's error, such as `ESRCH`. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  /** Runs a program to its end. @returns its exit code; `null` if it could not be run. */
  readonly run: (program: string, args: readonly string[]) => number | null;
}

/**
 * True if a child that is started with `detached` leads a process group, and a negative process id means all of it.
 * On Windows `detached` gives a child a console of its own.
 */
export function hasGroups(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/**
 * Sends a signal to a process that leads a group, and to its children in that group.
 *
 * Windows has neither groups nor signals: there SIGINT is left to the console, which has told all of its processes of
 * Ctrl-C already, and any other signal ends the process with its descendants. One whose parent has ended is not found.
 *
 * @throws the system's error if none of them is left.
 */
export function signalGroup(
  pid: number,
  signal: NodeJS.Signals,
  calls: EndingCalls = systemCalls,
): void {
  if (hasGroups(calls.platform)) return calls.kill(-pid, signal);
  if (signal === "SIGINT") return;
  const exitCode = calls.run(taskkill(), ["/PID", String(pid), "/T", "/F"]);
  if (exitCode !== 0) calls.kill(pid, "SIGKILL");
}

/** By its full path, for Windows looks for programs in the working directory first. */
function taskkill(): string {
  return win32.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
}

const systemCalls: EndingCalls = {
  platform: process.platform,
  kill: (pid, signal) => void process.kill(pid, signal),
  // It must have ended when the program exits, where nothing asynchronous happens any more.
  run: (program, args) =>
    spawnSync(program, args, { stdio: "ignore", windowsHide: true, timeout: MAX_MS }).status,
};

const MAX_MS = 10_000;
