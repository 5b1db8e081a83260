import type { Clock } from "../../core/concurrency/clock.ts";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";

/** The end of a run: its signal, or the time that it was given. */
export class TimedEnd implements Disposable {
  readonly #ending = new AbortController();
  readonly #joined: JoinedSignal;

  /** @param durationSeconds by the clock; `null` for no limit. */
  constructor(signal: AbortSignal, clock: Clock, durationSeconds: number | null) {
    this.#joined = new JoinedSignal(signal, this.#ending.signal);
    if (durationSeconds === null) return;
    clock.sleep(durationSeconds * 1000, this.#joined.signal).then(
      () => this.#ending.abort(),
      () => {},
    );
  }

  get signal(): AbortSignal {
    return this.#joined.signal;
  }

  /** Ends what still listens to it. */
  [Symbol.dispose](): void {
    this.#ending.abort();
    this.#joined[Symbol.dispose]();
  }
}
