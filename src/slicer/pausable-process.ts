import type { ChildProcess } from "node:child_process";

/**
 * A process that can be made to stand still, and to go on where it was.
 *
 * Windows has no signals for that. There nobody reads its log meanwhile, so that it stands still
 * once it has filled the pipe, after some hundred frames more.
 */
export class PausableProcess {
  readonly #process: ChildProcess;
  readonly #hasSignals: boolean;
  #isEnding = false;

  constructor(process: ChildProcess, platform: NodeJS.Platform) {
    this.#process = process;
    this.#hasSignals = platform !== "win32";
  }

  /** May be called again and again, in case somebody else made it go on. */
  hold(): void {
    if (this.#isEnding) return;
    if (this.#hasSignals) this.#process.kill("SIGSTOP");
    else this.#process.stderr?.pause();
  }

  release(): void {
    if (this.#hasSignals) this.#process.kill("SIGCONT");
    else this.#process.stderr?.resume();
  }

  /** Asks it to end. A process that stands still would hear of it only when it goes on. */
  terminate(): void {
    this.#isEnding = true;
    this.#process.kill("SIGTERM");
    this.release();
  }
}
