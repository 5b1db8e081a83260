import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { FrameferryError } from "../core/errors.ts";

/** How a wrapped command ended. */
export interface CommandExit {
  /** Exit code; `null` if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A user's own program that writes frames. It gets our standard input, and all that it prints goes to
 * our standard error.
 *
 * It runs in a process group of its own, so that a signal reaches it, and what it started, exactly
 * once: by us.
 */
export class WrappedCommand {
  readonly #process: ChildProcess;
  /** Resolves when the command has ended. */
  readonly ended: Promise<CommandExit>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.ended = new Promise((resolve) => {
      process.once("exit", (code, signal) => resolve({ code, signal }));
    });
  }

  /** @throws FrameferryError `ERR_COMMAND_FAILED` when there is no such program, or it may not run. */
  static async start(words: readonly string[]): Promise<WrappedCommand> {
    const [program = "", ...rest] = words;
    try {
      const child = spawn(program, rest, { stdio: ["inherit", 2, 2], detached: true });
      const command = new WrappedCommand(child);
      await once(child, "spawn");
      return command;
    } catch (cause) {
      throw cannotRun(program, cause as NodeJS.ErrnoException);
    }
  }

  /** Sends a signal to the command and what it started, as long as it runs. */
  signal(name: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, name);
    } catch {
      // It has just ended.
    }
  }
}

/** Why a command's frames may not be all; `null` when it said that it succeeded. */
export function judgeCommand(
  words: readonly string[],
  { code, signal }: CommandExit,
): FrameferryError | null {
  if (code === 0) return null;
  const end = code === null ? `was ended by ${signal ?? "a signal"}` : `ended with code ${code}`;
  return new FrameferryError({
    code: "ERR_COMMAND_FAILED",
    kind: "source",
    message: `the command ${words[0] ?? ""} ${end}; what it wrote was delivered`,
    remedy: "look at what it printed; run the same command again when it is mended",
  });
}

function cannotRun(program: string, cause: NodeJS.ErrnoException): FrameferryError {
  const reason = WORDS[cause.code ?? ""] ?? cause.message;
  return new FrameferryError({
    code: "ERR_COMMAND_FAILED",
    kind: "source",
    message: `the command ${program} cannot be run: ${reason}`,
    remedy: "check its name and path; what follows -- is run as it stands, without a shell",
    cause,
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program",
  EACCES: "it may not be executed by this user",
};
