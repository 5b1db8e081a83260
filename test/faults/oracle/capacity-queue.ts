import type { Capacity } from "./oracle-fault.ts";

/** A limited number of workers, and a line before them; the limit may change while they work. */
export class CapacityQueue {
  #capacity: Capacity | null = null;
  #busy = 0;
  readonly #line: (() => void)[] = [];

  /** @param capacity `null` for workers without number and without delay. */
  set(capacity: Capacity | null): void {
    this.#capacity = capacity;
    this.#callNext();
  }

  /** Resolves to `true` when the work is done, or at once to `false` when the line is full. */
  async work(): Promise<boolean> {
    if (this.#capacity === null) return true;
    const { queueLimit = Number.POSITIVE_INFINITY } = this.#capacity;
    if (!this.#hasWorker() && this.#line.length >= queueLimit) return false;
    await new Promise<void>((resolve) => {
      this.#line.push(resolve);
      this.#callNext();
    });
    await new Promise((resolve) => setTimeout(resolve, this.#capacity?.serviceMs ?? 0));
    this.#busy -= 1;
    this.#callNext();
    return true;
  }

  #hasWorker(): boolean {
    return this.#busy < (this.#capacity?.workers ?? Number.POSITIVE_INFINITY);
  }

  #callNext(): void {
    while (this.#hasWorker() && this.#line.length > 0) {
      this.#busy += 1;
      this.#line.shift()?.();
    }
  }
}
