/** Lets only so many work at once; the others wait for their turn, in the order in which they came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #freeCount: number;

  /** @param count how many may work at once, at least 1. */
  constructor(count: number) {
    this.#freeCount = count;
  }

  /** Does a piece of work in its turn; a piece that throws ends its turn as well. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
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
