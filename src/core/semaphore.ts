/** A counting semaphore: only so many work at once, the others wait in the order in which they came. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #freeCount: number;

  /** @param count how many may work at once, at least 1. */
  constructor(count: number) {
    this.#freeCount = count;
  }

  /** Runs a piece of work once it has a permit; one that throws gives the permit back as well. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#freeCount > 0) this.#freeCount -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#freeCount += 1;
      else next();
    }
  }
}
