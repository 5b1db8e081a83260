import type { ChildProcess } from "node:child_process";
import { canPauseProcesses } from "../core/platform/signals.ts";

/**
 * A process that can be paused and resumed.
 *
 * Windows has no signals for that. There its log is not read meanwhile, so that it stops once it has filled
 * the pipe, after some hundred frames more.
 */
export class PausableProcess {
  readonly #process: ChildProcess;
  readonly #hasSignals: boolean;
  #isEnding = false;

  /** @param platform @default this one */
  constructor(process: ChildProcess, platform?: NodeJS.Platform) {
    this.#process = process;
    this.#hasSignals = canPauseProcesses(platform);
  }

  /** May be called repeatedly, in case something else resumed it. */
  pause(): void {
    if (this.#isEnding) return;
    if (this.#hasSignals) this.#process.kill("SIGSTOP");
    else this.#process.stderr?.pause();
  }

  resume(): void {
    if (this.#hasSignals) this.#process.kill("SIGCONT");
    else this.#process.stderr?.resume();
  }

  /** Asks it to end. A paused process would only notice when it is resumed. */
  terminate(): void {
    this.#isEnding = true;
    this.#process.kill("SIGTERM");
    this.resume();
  }
}
