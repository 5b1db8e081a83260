import { setTimeout as sleep } from "node:timers/promises";
import {
  type CommandExit,
  type CommandRun,
  startProgram,
} from "../../support/program/command-run.ts";

export interface KillLoopOptions {
  /** The command line, started anew after each kill. */
  readonly commandLine: readonly string[];
  /** Where the program keeps its state, as `XDG_STATE_HOME`. */
  readonly stateHome: string;
  /** Decides when to kill; seed it, so that a failure can be repeated. */
  readonly random: () => number;
  /** Starts that may be killed; one more start may go on to the end. */
  readonly maxKills: number;
  /** Earliest and latest kill after a start, in milliseconds. @default 20 to 500 */
  readonly betweenMs?: readonly [number, number];
  /** Whether all is delivered. Asked before each start, and every 50 ms of the last run. */
  readonly isDone: () => Promise<boolean>;
  /** Is told after each kill, while nothing of the program runs. */
  readonly onKilled?: (killCount: number) => Promise<void>;
}

export interface KillLoopReport {
  /** Processes that SIGKILL ended. */
  readonly kills: number;
  readonly starts: number;
  /** Whether all was delivered in the end. */
  readonly isDone: boolean;
  /** Of each process that ended by itself, or by SIGTERM once all was delivered. */
  readonly exits: readonly CommandExit[];
}

/**
 * Starts a program and kills it (SIGKILL) again and again until all is delivered. A program that
 * would never end by itself gets SIGTERM in the end.
 */
export async function killLoop(
  options: KillLoopOptions,
  signal: AbortSignal,
): Promise<KillLoopReport> {
  const exits: CommandExit[] = [];
  let [kills, starts] = [0, 0];
  while (starts <= options.maxKills && !(await options.isDone())) {
    signal.throwIfAborted();
    const run = startProgram(options.commandLine, options.stateHome);
    starts += 1;
    const exit =
      starts > options.maxKills
        ? await endWhenDone(run, options.isDone, signal)
        : await killAfter(run, killTimeMs(options), signal);
    if (run.process.signalCode !== "SIGKILL") {
      exits.push(exit);
      continue;
    }
    kills += 1;
    await options.onKilled?.(kills);
  }
  return { kills, starts, isDone: await options.isDone(), exits };
}

function killTimeMs({ random, betweenMs: [fromMs, toMs] = [20, 500] }: KillLoopOptions): number {
  return fromMs + random() * (toMs - fromMs);
}

async function killAfter(
  run: CommandRun,
  delayMs: number,
  signal: AbortSignal,
): Promise<CommandExit> {
  await sleep(delayMs, undefined, { signal: endOf(run, signal) }).catch(() => {});
  run.process.kill("SIGKILL");
  return await run.ended;
}

async function endWhenDone(
  run: CommandRun,
  isDone: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<CommandExit> {
  const end = endOf(run, signal);
  while (!end.aborted && !(await isDone()))
    await sleep(50, undefined, { signal: end }).catch(() => {});
  run.process.kill(signal.aborted ? "SIGKILL" : "SIGTERM");
  return await run.ended;
}

/** Aborts when the process has ended, or when the test is over. */
export function endOf(run: CommandRun, signal: AbortSignal): AbortSignal {
  const ended = new AbortController();
  run.process.once("exit", () => ended.abort());
  return AbortSignal.any([signal, ended.signal]);
}
