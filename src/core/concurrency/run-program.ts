import { type ChildProcess, spawn } from "node:child_process";
import { hasGroups, signalGroup } from "../platform/process-groups.ts";

/** Exit state and output of a program. */
export interface ProgramEnd {
  /** `null` if it did not exit by itself. */
  readonly exitCode: number | null;
  /** Signal that ended it; `null` if none. */
  readonly signal: NodeJS.Signals | null;
  /** Error at its start; `null` if it started. */
  readonly startFault: NodeJS.ErrnoException | null;
  /** True if it exceeded its timeout and was killed. */
  readonly hasTimedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Limits for running a program. */
export interface ProgramLimits {
  /** Time until it must have ended, in milliseconds. */
  readonly timeoutMs: number;
  /** True if the timeout only covers the time until its first output. @default false */
  readonly isUntilFirstOutput?: boolean;
  /** Maximum number of characters kept of each output. */
  readonly maxLength: number;
  /** True if the first argument is a command line for the system's shell. @default false */
  readonly shell?: boolean;
  /** Environment variables. @default those of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Text for its standard input, which then ends. @default it has no standard input */
  readonly input?: string;
  /** Called with its standard output as it comes, which is then not kept. @default it is kept */
  readonly onStdout?: ((text: string) => void) | undefined;
}

/**
 * Runs a program to its end, detached from the terminal's Ctrl-C. It is killed with all
 * its children at the timeout, at an abort, or when this process exits.
 */
export async function runProgram(
  [program = "", ...args]: readonly string[],
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const { shell = false, env = process.env } = limits;
  const stdin = limits.input === undefined ? "ignore" : "pipe";
  const stdio = [stdin, "pipe", "pipe"] as const;
  const options = { shell, env, stdio: [...stdio], detached: hasGroups(), windowsHide: true };
  let child: ChildProcess;
  try {
    child = spawn(program, args, options);
  } catch (fault) {
    return { ...NOT_STARTED, startFault: fault as NodeJS.ErrnoException };
  }
  using guard = new ProgramGuard(child, limits, signal);
  // One that does not read it all is free to do so.
  child.stdin?.on("error", () => {}).end(limits.input);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    // They are missing if no descriptor was left for them.
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      guard.noteOutput();
      if (name === "stdout" && limits.onStdout !== undefined) limits.onStdout(text);
      else if (output[name].length < limits.maxLength) output[name] += text;
    });
  const end = await endOf(child);
  return { ...end, hasTimedOut: guard.hasTimedOut, ...output };
}

const NOT_STARTED = {
  exitCode: null,
  signal: null,
  hasTimedOut: false,
  stdout: "",
  stderr: "",
} as const;

type End = Pick<ProgramEnd, "exitCode" | "signal" | "startFault">;

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.on("error", (startFault) => resolve({ ...NOT_STARTED, startFault }));
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal, startFault: null }));
  });
}

/** Kills a program when it must not continue. */
class ProgramGuard implements Disposable {
  hasTimedOut = false;
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #isUntilFirstOutput: boolean;

  constructor(
    child: ChildProcess,
    { timeoutMs, isUntilFirstOutput = false }: ProgramLimits,
    signal: AbortSignal,
  ) {
    this.#child = child;
    this.#signal = signal;
    this.#isUntilFirstOutput = isUntilFirstOutput;
    this.#timer = setTimeout(() => {
      this.hasTimedOut = true;
      this.#kill();
    }, timeoutMs);
    process.on("exit", this.#kill);
    signal.addEventListener("abort", this.#kill, { once: true });
    if (signal.aborted) this.#kill();
  }

  /** Records that it has printed something. */
  noteOutput(): void {
    if (this.#isUntilFirstOutput) clearTimeout(this.#timer);
  }

  /** The program leads its own process group, which its children belong to. */
  readonly #kill = (): void => {
    const { pid, stdin, stdout, stderr } = this.#child;
    if (pid === undefined) return;
    try {
      signalGroup(pid, "SIGKILL");
    } catch {
      // All of them have ended.
    }
    stdin?.destroy();
    stdout?.destroy();
    stderr?.destroy();
  };

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    process.off("exit", this.#kill);
    this.#signal.removeEventListener("abort", this.#kill);
  }
}
