import { type ChildProcess, spawn } from "node:child_process";
import { findProgram } from "../../../scripts/bench/program.ts";
import { ARENAS, HEAP_FLAGS, OUR_ARENAS } from "../../../src/cli/process/memory-limits.ts";

/** The program's first file: as it is installed, or as source while that is newer, which starts more slowly. */
export const BIN: string = findProgram().command.at(-1) ?? "";

/** The program as the command of a clone starts it (`scripts/frameferry`), so that it does not start itself anew. */
export const PROGRAM: readonly string[] = [process.execPath, ...HEAP_FLAGS, BIN];

/** How a command ended, and all that it printed. */
export interface CommandExit {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way; disposing of it kills it, if a test that failed has left it at work. */
export class CommandRun<Exit = CommandExit> implements AsyncDisposable {
  readonly process: ChildProcess;
  /** Rejects when the program cannot be started. */
  readonly ended: Promise<Exit>;
  /** Printed so far. */
  stdout = "";
  /** Printed so far. */
  stderr = "";

  /** @param complete adds to the exit what its command leaves behind. */
  constructor(child: ChildProcess, complete: (exit: CommandExit) => Exit | Promise<Exit>) {
    this.process = child;
    child.stdin?.on("error", () => {});
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    const exit = new Promise<CommandExit>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode) => {
        const { stdout, stderr } = this;
        resolve({ exitCode, stdout, stderr });
      });
    });
    this.ended = exit.then(complete);
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  /** Ends it by a signal, as a service manager does. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
    this.process.kill(signal);
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
  }
}

/** What a command is started with besides its words. */
export interface CommandSettings {
  /** Comes on top of that of the tests. @default nothing */
  readonly environment?: NodeJS.ProcessEnv;
  /** Working directory. @default that of the tests */
  readonly cwd?: string;
  /** Whether its standard input is a pipe that the test holds; else it is empty. @default false */
  readonly hasInput?: boolean;
}

/**
 * Starts any command line that leads to the program, such as one with a launcher before it.
 *
 * @param stateHome where the program keeps its state, as `XDG_STATE_HOME`.
 */
export function startProgram(
  commandLine: readonly string[],
  stateHome: string,
  settings: CommandSettings = {},
): CommandRun {
  return new CommandRun(spawned(commandLine, stateHome, settings), (exit) => exit);
}

/** The process of `startProgram`. */
export function spawned(
  [program = "", ...words]: readonly string[],
  stateHome: string,
  { environment = {}, cwd = process.cwd(), hasInput = false }: CommandSettings,
): ChildProcess {
  const own = { XDG_STATE_HOME: stateHome, [ARENAS]: OUR_ARENAS };
  const env = { ...process.env, ...own, ...environment };
  return spawn(program, words, { cwd, env, stdio: [hasInput ? "pipe" : "ignore", "pipe", "pipe"] });
}

/** Starts the program, as `frameferry <words>`. */
export function startCommand(
  words: readonly string[],
  stateHome: string,
  environment: NodeJS.ProcessEnv = {},
): CommandRun {
  return startProgram([...PROGRAM, ...words], stateHome, { environment });
}

/** The same to its end. */
export async function runCommand(
  words: readonly string[],
  stateHome: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandExit> {
  return await startCommand(words, stateHome, environment).ended;
}
