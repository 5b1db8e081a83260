/** Semaphore with at most `capacity` holders; the others wait in order. */
export class WorkSlots {
  readonly #capacity: number;
  readonly #queue = new Set<() => void>();
  #running = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of taken slots. */
  get running(): number {
    return this.#running;
  }

  /** Number of waiting callers. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Resolves to a slot when one is free; disposing it passes it on to the next caller. */
  take(signal: AbortSignal): Promise<Disposable> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#running < this.#capacity) return Promise.resolve(this.#occupy());
    return this.#waitInQueue(signal);
  }

  #waitInQueue(signal: AbortSignal): Promise<Disposable> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.delete(call);
        reject(signal.reason);
      };
      const call = (): void => {
        this.#queue.delete(call);
        signal.removeEventListener("abort", leave);
        resolve(this.#occupy());
      };
      this.#queue.add(call);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  #occupy(): Disposable {
    this.#running += 1;
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        this.#running -= 1;
        for (const callNext of this.#queue) return callNext();
      },
    };
  }
}
