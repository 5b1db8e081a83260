import type { Pausable } from "../slicer-throttle.ts";

/** Holds back the next seeks while frames exceed their quota. */
export class SeekGate implements Pausable {
  #opened: PromiseWithResolvers<void> | null = null;

  pause(): void {
    this.#opened ??= Promise.withResolvers();
  }

  resume(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }

  /** Resolves when it is open, or at an abort. */
  async passed(signal: AbortSignal): Promise<void> {
    const resume = (): void => this.resume();
    signal.addEventListener("abort", resume, { once: true });
    try {
      while (this.#opened !== null && !signal.aborted) await this.#opened.promise;
    } finally {
      signal.removeEventListener("abort", resume);
    }
  }
}
