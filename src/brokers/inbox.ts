/** Messages that wait for their reader, up to a bound. */
export class Inbox<Item> {
  readonly #onOverflow: () => Error;
  #items: Item[] = [];
  #ending: Error | null = null;
  #wake: () => void = () => {};

  /** @param onOverflow called when messages come faster than they are read; what it returns ends the reading. */
  constructor(onOverflow: () => Error) {
    this.#onOverflow = onOverflow;
  }

  add(item: Item): void {
    if (this.#ending !== null) return;
    this.#items.push(item);
    if (this.#items.length > MAX_WAITING) this.end(this.#onOverflow());
    this.#wake();
  }

  /** Nothing more comes. */
  end(reason: Error): void {
    this.#ending ??= reason;
    this.#wake();
  }

  /** The messages as they come, until the signal aborts. @throws why nothing more comes. */
  async *items(signal: AbortSignal): AsyncGenerator<Item, void> {
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake, { once: true });
    try {
      while (!signal.aborted) {
        const items = this.#items;
        this.#items = [];
        yield* items;
        if (this.#items.length > 0 || signal.aborted) continue;
        if (this.#ending !== null) throw this.#ending;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }
}

const MAX_WAITING = 10_000;
