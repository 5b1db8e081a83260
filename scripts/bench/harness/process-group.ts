import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { atExit } from "./at-exit.ts";

/** A command in a process group of its own; disposing of it ends the whole group. */
export interface ProcessGroup extends AsyncDisposable {
  /** Processor time of all its processes since their start, with children that have ended, in milliseconds. */
  cpuMs(): number;
  /** Memory of all its processes: their share of what they share with others counts (PSS), in MiB. */
  memoryMiB(): number;
  /** Number of its processes. */
  processCount(): number;
  /** The same memory with all that they share with others, such as the program file of Node (RSS), in MiB. */
  residentMiB(): number;
}

/** Starts a command; what it prints is thrown away. */
export function startGroup(
  command: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): ProcessGroup {
  const [program = "", ...words] = command;
  const child = spawn(program, words, { stdio: "ignore", detached: true, env: environment });
  const ended = once(child, "close");
  const forget = atExit(() => signalGroup(child, "SIGKILL"));
  const members = (): readonly Member[] => {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    return membersOf(child.pid ?? 0);
  };
  return {
    cpuMs: () => sumOf(members(), ({ ticks }) => ticks) * msPerTick(),
    memoryMiB: () => sumOf(members(), ({ pid }) => rolledUpMiB(pid, "Pss")),
    processCount: () => members().length,
    residentMiB: () => sumOf(members(), ({ pid }) => rolledUpMiB(pid, "Rss")),
    [Symbol.asyncDispose]: async () => {
      signalGroup(child, "SIGTERM");
      const patience = setTimeout(() => signalGroup(child, "SIGKILL"), 5000);
      await ended;
      clearTimeout(patience);
      signalGroup(child, "SIGKILL");
      forget();
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

interface Member {
  readonly pid: number;
  /** Processor time with that of children that have ended, in clock ticks. */
  readonly ticks: number;
}

/**
 * The processes of a group, and those below them: `script` puts its child into a group of its own. `ppid` and
 * `pgrp` are fields 4 and 5 of proc_pid_stat(5), `utime stime cutime cstime` are 14 to 17.
 */
function membersOf(group: number): readonly Member[] {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .map((name) => ({ pid: Number(name), fields: statFields(name) }));
  const members = new Set<number>();
  for (let before = -1; before < members.size;) {
    before = members.size;
    for (const { pid, fields } of processes)
      if (Number(fields[2]) === group || members.has(Number(fields[1]))) members.add(pid);
  }
  return processes
    .filter(({ pid }) => members.has(pid))
    .map(({ pid, fields }) => ({
      pid,
      ticks: sumOf([11, 12, 13, 14], (at) => Number(fields[at] ?? 0)),
    }));
}

function sumOf<Item>(items: readonly Item[], figureOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + figureOf(item), 0);
}

/** @param field of /proc/PID/smaps_rollup, see proc_pid_smaps(5). */
function rolledUpMiB(pid: number, field: "Pss" | "Rss"): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, "mu").exec(rollup)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
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
