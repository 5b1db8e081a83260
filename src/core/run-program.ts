import { type ChildProcess, spawn } from "node:child_process";

/** How a program ended, and what it printed. */
export interface ProgramEnd {
  /** `null` if it did not end by itself. */
  readonly exitCode: number | null;
  /** The signal that ended it; `null` if none did. */
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started; `null` if it could. */
  readonly startFault: NodeJS.ErrnoException | null;
  /** Whether it took too long, and was killed. */
  readonly isLate: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program may take. */
export interface ProgramLimits {
  /** Time until it must have ended, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether that is the time until it prints something, after which it may take any. @default false */
  readonly isForFirstWord?: boolean;
  /** Most characters that are kept of each output. */
  readonly maxLength: number;
  /** Whether the first word is a command for the system's shell. @default false */
  readonly shell?: boolean;
  /** @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a program to its end, without input and out of reach of the terminal's Ctrl-C, and kills it with all
 * that it has started when its time is over, the signal aborts or this process exits.
 */
export async function runProgram(
  [program = "", ...words]: readonly string[],
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const { shell = false, env = process.env } = limits;
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const options = { shell, env, stdio: [...stdio], detached: HAS_GROUPS, windowsHide: true };
  let child: ChildProcess;
  try {
    child = spawn(program, words, options);
  } catch (fault) {
    return { ...NOT_STARTED, startFault: fault as NodeJS.ErrnoException };
  }
  using watch = new Watch(child, limits, signal);
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    // There are none where no descriptor was left for them.
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      watch.heard();
      if (said[name].length < limits.maxLength) said[name] += text;
    });
  const end = await endOf(child);
  return { ...end, isLate: watch.isLate, ...said };
}

const NOT_STARTED = {
  exitCode: null,
  signal: null,
  isLate: false,
  stdout: "",
  stderr: "",
} as const;
/** Windows knows no groups of processes. */
const HAS_GROUPS = process.platform !== "win32";

type End = Pick<ProgramEnd, "exitCode" | "signal" | "startFault">;

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.on("error", (startFault) => resolve({ ...NOT_STARTED, startFault }));
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal, startFault: null }));
  });
}

/** Kills a program once it must not go on. */
class Watch implements Disposable {
  isLate = false;
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #isForFirstWord: boolean;

  constructor(
    child: ChildProcess,
    { timeoutMs, isForFirstWord = false }: ProgramLimits,
    signal: AbortSignal,
  ) {
    this.#child = child;
    this.#signal = signal;
    this.#isForFirstWord = isForFirstWord;
    this.#timer = setTimeout(() => {
      this.isLate = true;
      this.#kill();
    }, timeoutMs);
    process.on("exit", this.#kill);
    signal.addEventListener("abort", this.#kill, { once: true });
    if (signal.aborted) this.#kill();
  }

  /** Takes note that it has printed something. */
  heard(): void {
    if (this.#isForFirstWord) clearTimeout(this.#timer);
  }

  /** It leads a group of its own, which what it has started belongs to. */
  readonly #kill = (): void => {
    const { pid, stdout, stderr } = this.#child;
    if (pid === undefined) return;
    try {
      if (HAS_GROUPS) process.kill(-pid, "SIGKILL");
      else this.#child.kill("SIGKILL");
    } catch {
      // All of them have ended.
    }
    stdout?.destroy();
    stderr?.destroy();
  };

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    process.off("exit", this.#kill);
    this.#signal.removeEventListener("abort", this.#kill);
  }
}
