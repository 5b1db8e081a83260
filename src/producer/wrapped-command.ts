import type { ChildProcess } from "node:child_process";
import { FrameferryError } from "../core/errors.ts";
import { signalGroup } from "../core/platform/process-groups.ts";
import { startGated } from "./gated-launch.ts";
import { Watchdog } from "./watchdog.ts";

/** Exit state of a wrapped command. */
export interface CommandExit {
  /** Exit code; `null` if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Settings for ending a wrapped command. */
export interface CommandSettings {
  /** Time between the first signal and SIGKILL, in milliseconds. */
  readonly killAfterMs: number;
  /** Called when that time is over and the command is killed. */
  readonly onKill: () => void;
}

/**
 * A user's program that writes frames. It inherits standard input, and its output goes to our standard
 * error.
 *
 * It leads its own session, so that a signal reaches it and its children exactly once: from us. None of
 * them outlives us (see `Watchdog`).
 */
export class WrappedCommand {
  readonly #process: ChildProcess;
  readonly #watchdog: Watchdog;
  readonly #settings: CommandSettings;
  #killTimer: NodeJS.Timeout | undefined;
  /** Resolves when the command has ended. */
  readonly ended: Promise<CommandExit>;

  private constructor(process: ChildProcess, watchman: Watchdog, settings: CommandSettings) {
    this.#process = process;
    this.#watchdog = watchman;
    this.#settings = settings;
    this.ended = new Promise((resolve) => {
      process.once("exit", (code, signal) => {
        clearTimeout(this.#killTimer);
        watchman.commandEnded();
        resolve({ code, signal });
      });
    });
  }

  /** @throws FrameferryError `ERR_COMMAND_FAILED` if there is no such program, or it may not run. */
  static async start(
    command: readonly string[],
    settings: CommandSettings,
  ): Promise<WrappedCommand> {
    const watchdog = new Watchdog(settings.killAfterMs);
    try {
      // The watchman knows the command before it runs: it can never outlive us.
      const child = await startGated(command, (pid) => watchdog.watch(pid));
      return new WrappedCommand(child, watchdog, settings);
    } catch (cause) {
      await watchdog.end();
      throw cannotRun(command[0] ?? "", cause as NodeJS.ErrnoException);
    }
  }

  /**
   * Sends a signal to the command and its children, while it runs. Processes that still run `killAfterMs`
   * later are killed.
   */
  signal(name: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      signalGroup(pid, name);
    } catch {
      // It has just ended.
    }
    this.#watchdog.forward(name);
    this.#killTimer ??= setTimeout(() => this.#kill(), this.#settings.killAfterMs);
  }

  /**
   * Resolves when the command and all its children have ended; children get SIGTERM if there was no signal
   * before.
   */
  async end(): Promise<void> {
    await this.ended;
    await this.#watchdog.end();
  }

  #kill(): void {
    this.#settings.onKill();
    this.signal("SIGKILL");
  }
}

/** Problem of a failed command, whose frames may be incomplete; `null` if it succeeded. */
export function commandProblem(
  command: readonly string[],
  { code, signal }: CommandExit,
): FrameferryError | null {
  if (code === 0) return null;
  const end = code === null ? `was ended by ${signal ?? "a signal"}` : `ended with code ${code}`;
  return new FrameferryError({
    code: "ERR_COMMAND_FAILED",
    kind: "source",
    message: `the command ${command[0] ?? ""} ${end}; what it wrote was delivered`,
    remedy: "look at what it printed; fix it, and run the same command again",
  });
}

function cannotRun(program: string, cause: NodeJS.ErrnoException): FrameferryError {
  const reason = START_FAULTS[cause.code ?? ""] ?? cause.message;
  return new FrameferryError({
    code: "ERR_COMMAND_FAILED",
    kind: "source",
    message: `the command ${program} cannot be run: ${reason}`,
    remedy: "check its name and path; what follows -- is run as it stands, without a shell",
    cause,
  });
}

const START_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program",
  EACCES: "it may not be executed by this user",
  EINVAL: "Windows runs a batch file only through its shell, as in: -- cmd /c NAME.cmd",
};
