/**
 * A signal that aborts with the first of several, as `AbortSignal.any` does; but `aborted` is a plain read,
 * where a composed signal of Node 24 asks all of its sources each time: 25 microseconds for a frame that
 * comes alone. Disposing of it ends its listening to them.
 */
export class JoinedSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #signals: readonly AbortSignal[];

  constructor(...signals: readonly AbortSignal[]) {
    this.#signals = signals;
    for (const signal of signals) signal.addEventListener("abort", this.#follow);
    this.#follow();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#follow);
  }

  readonly #follow = (): void => {
    const aborted = this.#signals.find((signal) => signal.aborted);
    if (aborted !== undefined) this.#controller.abort(aborted.reason);
  };
}
