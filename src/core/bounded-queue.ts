/**
 * The only buffer between two stages: it holds at most `capacity` items and makes its writer wait
 * for room, so that a slow reader slows the writer instead of filling the memory.
 *
 * One reader. After `close` the reader gets what is left and ends; after `abandon` it ends at once.
 */
export class BoundedQueue<Item> implements AsyncIterable<Item> {
  readonly capacity: number;
  #items: Item[] = [];
  #isClosed = false;
  #isAbandoned = false;
  #isEnding = false;
  readonly #ending = Promise.withResolvers<void>();
  #reader: (() => void) | undefined;
  readonly #writers: (() => void)[] = [];

  /** @param capacity greatest number of items held, at least 1. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Items that wait to be read. */
  get length(): number {
    return this.#items.length;
  }

  /** Resolves to `true` once the item has its place, to `false` if the queue was closed or abandoned. */
  async push(item: Item): Promise<boolean> {
    while (this.#items.length >= this.capacity && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#writers.push(resolve));
    }
    if (this.#isClosed) return false;
    this.#items.push(item);
    this.#wakeReader();
    return true;
  }

  /** Takes the item out that has waited longest, past the reader; `undefined` if none waits. */
  take(): Item | undefined {
    const item = this.#items.shift();
    if (item !== undefined) this.#writers.shift()?.();
    return item;
  }

  /** Whether nothing more will come, except for items that were read and come back. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Resolves when `isEnding` turns true. */
  get ending(): Promise<void> {
    return this.#ending.promise;
  }

  /** Says that only items that were read may still come back, before `close`. */
  announceEnd(): void {
    this.#isEnding = true;
    this.#ending.resolve();
  }

  /** Says that nothing more will come. */
  close(): void {
    this.#isClosed = true;
    this.announceEnd();
    this.#wakeReader();
    this.#wakeWriters();
  }

  /** Closes the queue and forgets what it still holds; returns how many items that were. */
  abandon(): number {
    const forgotten = this.#items.length;
    this.#items = [];
    this.#isAbandoned = true;
    this.close();
    return forgotten;
  }

  /** A generator would make three promises more for each item. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void> {
    return { next: () => this.#next() };
  }

  async #next(): Promise<IteratorResult<Item, void>> {
    while (!this.#isAbandoned) {
      const value = this.take();
      if (value !== undefined) return { done: false, value };
      if (this.#isClosed) break;
      await new Promise<void>((resolve) => (this.#reader = resolve));
    }
    return { done: true, value: undefined };
  }

  #wakeReader(): void {
    this.#reader?.();
    this.#reader = undefined;
  }

  #wakeWriters(): void {
    for (const wake of this.#writers.splice(0)) wake();
  }
}
