import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program's first file, as source. */
export const BIN = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url));

/** How a command ended, and what it said. */
export interface CliExit {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface CliRun {
  readonly process: ChildProcess;
  readonly ended: Promise<CliExit>;
}

/** Starts the program from its source, as `frameferry <words>`, with its state in `stateHome`. */
export function startCli(
  words: readonly string[],
  stateHome: string,
  environment: NodeJS.ProcessEnv = {},
): CliRun {
  return startProgram([process.execPath, BIN, ...words], stateHome, environment);
}

/** What a program is started with besides its words. */
export interface Surroundings {
  /** Working directory. @default that of the tests */
  readonly cwd?: string;
  /** Whether its standard input is a pipe that the test holds; else it is empty. @default false */
  readonly hasInput?: boolean;
}

/** Starts any command line that leads to the program, such as one with a launcher before it. */
export function startProgram(
  commandLine: readonly string[],
  stateHome: string,
  environment: NodeJS.ProcessEnv = {},
  { cwd = process.cwd(), hasInput = false }: Surroundings = {},
): CliRun {
  const [program = "", ...words] = commandLine;
  const env = { ...process.env, XDG_STATE_HOME: stateHome, ...environment };
  const stdin = hasInput ? "pipe" : "ignore";
  const child = spawn(program, words, { cwd, env, stdio: [stdin, "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdin?.on("error", () => {});
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const ended = new Promise<CliExit>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...said }));
  });
  return { process: child, ended };
}

/** Disposing of it kills the program, if a test that failed has left it at work. */
export function killedAtLast({ process: child, ended }: CliRun): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Runs a command to its end. */
export async function runCli(
  words: readonly string[],
  stateHome: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<CliExit> {
  return await startCli(words, stateHome, environment).ended;
}
