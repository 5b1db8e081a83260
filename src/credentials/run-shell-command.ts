import { type ChildProcess, spawn } from "node:child_process";

/** How a command ended, and what it printed. */
export interface CommandEnd {
  /** `null` if it did not end by itself. */
  readonly exitCode: number | null;
  /** Why it could not be started; `null` if it could. */
  readonly startProblem: string | null;
  /** Whether it took too long, and was killed. */
  readonly isLate: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in the system's shell, without input, and kills it with all that it has started when its
 * time is over or the signal aborts.
 */
export async function runShellCommand(
  command: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  const child = spawn(command, {
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
    detached: HAS_GROUPS,
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      if (said[name].length < MAX_LENGTH) said[name] += text;
    });
  const stop = (): void => killAll(child);
  either.addEventListener("abort", stop, { once: true });
  if (either.aborted) stop();
  try {
    const [exitCode, startProblem] = await endOf(child);
    return { exitCode, startProblem, isLate: deadline.aborted && !signal.aborted, ...said };
  } finally {
    either.removeEventListener("abort", stop);
  }
}

/** Most characters that are kept of each output. */
const MAX_LENGTH = 64 * 1024;
/** Windows knows no groups of processes. */
const HAS_GROUPS = process.platform !== "win32";

function endOf(child: ChildProcess): Promise<readonly [number | null, string | null]> {
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve([null, message]));
    child.on("close", (exitCode) => resolve([exitCode, null]));
  });
}

/** The shell leads a group of its own, which what it has started belongs to. */
function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // All of them have ended.
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
}
