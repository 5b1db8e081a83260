import pLimit, { type LimitFunction } from "p-limit";

/** Decides how many tasks run at once; a task that throws gives its slot back. */
export class Slots {
  readonly #limit: LimitFunction;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /** @param count tasks at once, at least 1. */
  constructor(count: number) {
    this.#limit = pLimit(count);
  }

  /**
   * Resolves once the task has begun: whoever waits for that before bringing the next one holds at
   * most one task that has no slot yet.
   *
   * @throws what an earlier task threw.
   */
  async begin(task: () => Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = this.#limit(() => {
        resolve();
        return task();
      })
        .catch((error: unknown) => void (this.#failure ??= { error }))
        .finally(() => this.#running.delete(done));
      this.#running.add(done);
    });
    this.#throwFailure();
  }

  /** Resolves when every task has ended; throws what one of them threw. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
