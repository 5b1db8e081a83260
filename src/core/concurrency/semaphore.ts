/** Limits how many tasks run at once; the others wait in the order in which they came. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #freeCount: number;

  /** @param count maximum number of tasks at once, at least 1. */
  constructor(count: number) {
    this.#freeCount = count;
  }

  /** Runs a task when a slot is free; the slot is released even if the task throws. */
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
