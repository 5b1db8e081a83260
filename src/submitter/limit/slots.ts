import pLimit, { type LimitFunction } from "p-limit";

/** Decides how many tasks run at once; a task that throws gives its slot back. */
export class Slots {
  readonly #limit: LimitFunction;
  readonly #running = new Set<Promise<void>>();
  readonly #onFree: () => void;
  /** True if a frame waits that would take one of these slots, or one elsewhere. */
  isAwaited = false;
  #failure: { readonly error: unknown } | undefined;
  #rejectFailed: (error: unknown) => void = () => {};

  /** Rejects as soon as a task throws; never resolves. */
  readonly failed: Promise<never> = new Promise((_, reject) => (this.#rejectFailed = reject));

  /**
   * @param count tasks at once, at least 1.
   * @param onFree called each time that a task has given its slot back.
   */
  constructor(count: number, onFree: () => void = () => {}) {
    this.#limit = pLimit(count);
    this.#onFree = onFree;
    this.failed.catch(() => {});
  }

  /** Tasks at once, at least 1. When it falls, those that run end in peace before another begins. */
  get count(): number {
    return this.#limit.concurrency;
  }

  /** Tasks that would begin at once. */
  get freeCount(): number {
    return Math.max(0, this.#limit.concurrency - this.#running.size);
  }

  set count(count: number) {
    if (count !== this.#limit.concurrency) this.#limit.concurrency = count;
  }

  /** True if a frame waits for a slot, be it here or for the first that is free anywhere. */
  get isFrameWaiting(): boolean {
    return this.#limit.pendingCount > 0 || this.isAwaited;
  }

  /**
   * Resolves once the task has begun: a caller that waits for that before bringing the next one holds at
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
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          this.#running.delete(done);
          this.#onFree();
        });
      this.#running.add(done);
    });
    this.#throwFailure();
  }

  /** Resolves when every task has ended; throws what one of them threw. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#rejectFailed(error);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
