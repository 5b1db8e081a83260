import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

/** A command in a process group of its own; disposing of it ends the whole group. */
export interface ProcessGroup extends AsyncDisposable {
  /** Processor time of all its processes since their start, with children that have ended, in milliseconds. */
  cpuMs(): number;
}

/** Starts a command; what it prints is thrown away. */
export function startGroup(
  command: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): ProcessGroup {
  const [program = "", ...words] = command;
  const child = spawn(program, words, { stdio: "ignore", detached: true, env: environment });
  const ended = once(child, "close");
  return {
    cpuMs: () => {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      return groupCpuMs(child.pid ?? 0);
    },
    [Symbol.asyncDispose]: async () => {
      signalGroup(child, "SIGTERM");
      const patience = setTimeout(() => signalGroup(child, "SIGKILL"), 5000);
      await ended;
      clearTimeout(patience);
      signalGroup(child, "SIGKILL");
    },
  };
}

function signalGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** `pgrp` is field 5 of proc_pid_stat(5), `utime stime cutime cstime` are 14 to 17, in clock ticks. */
function groupCpuMs(group: number): number {
  let ticks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/u.test(name)) continue;
    const fields = statFields(name);
    if (Number(fields[2]) !== group) continue;
    ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
  }
  return ticks * msPerTick();
}

/** The fields from the third one on, for the second may hold spaces; none for a process that has just ended. */
function statFields(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

let tickMs: number | null = null;

function msPerTick(): number {
  tickMs ??= 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return tickMs;
}
