/**
 * The only buffer between two stages. It holds at most `capacity` items and makes its writer wait while it
 * is full, so that a slow reader slows the writer down instead of filling the memory.
 *
 * One reader. After `close` the reader gets the remaining items and ends; after `abandon` it ends at once.
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

  /** @param capacity largest number of items held, at least 1. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Number of items waiting to be read. */
  get length(): number {
    return this.#items.length;
  }

  /** Resolves to `true` once the item is queued, to `false` if the queue was closed or abandoned. */
  async push(item: Item): Promise<boolean> {
    while (this.#items.length >= this.capacity && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#writers.push(resolve));
    }
    if (this.#isClosed) return false;
    this.#items.push(item);
    this.#wakeReader();
    return true;
  }

  /** Removes and returns the oldest item, bypassing the reader; `undefined` if the queue is empty. */
  take(): Item | undefined {
    const item = this.#items.shift();
    if (item !== undefined) this.#writers.shift()?.();
    return item;
  }

  /** True if no new item will come; items that were read may still be put back. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Resolves when `isEnding` turns true. */
  get ending(): Promise<void> {
    return this.#ending.promise;
  }

  /** Announces that only items already read may come back until `close`. */
  announceEnd(): void {
    this.#isEnding = true;
    this.#ending.resolve();
  }

  /** Announces that nothing more will come. */
  close(): void {
    this.#isClosed = true;
    this.announceEnd();
    this.#wakeReader();
    this.#wakeWriters();
  }

  /** Closes the queue, discards its items and returns their number. */
  abandon(): number {
    const forgotten = this.#items.length;
    this.#items = [];
    this.#isAbandoned = true;
    this.close();
    return forgotten;
  }

  /** Not a generator, which would allocate three more promises per item. */
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
