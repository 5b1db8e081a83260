/** Semaphore with at most `capacity` holders; the others wait in order. */
export class WorkSlots {
  readonly #capacity: number;
  readonly #line = new Set<() => void>();
  #atWork = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of taken slots. */
  get atWork(): number {
    return this.#atWork;
  }

  /** Number of waiting callers. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Resolves to a slot when one is free; disposing it passes it on to the next caller. */
  take(signal: AbortSignal): Promise<Disposable> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#atWork < this.#capacity) return Promise.resolve(this.#occupy());
    return this.#standInLine(signal);
  }

  #standInLine(signal: AbortSignal): Promise<Disposable> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(call);
        reject(signal.reason);
      };
      const call = (): void => {
        this.#line.delete(call);
        signal.removeEventListener("abort", leave);
        resolve(this.#occupy());
      };
      this.#line.add(call);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  #occupy(): Disposable {
    this.#atWork += 1;
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        this.#atWork -= 1;
        for (const callNext of this.#line) return callNext();
      },
    };
  }
}
