/**
 * Items that are spread evenly over however many are added, in bounded memory: all of them up to a limit, then every
 * second one, every fourth one and so on.
 */
export class EvenSample<Item> {
  readonly #limit: number;
  #items: Item[] = [];
  #stride = 1;
  #count = 0;

  /** @param limit of items in memory. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of items that were added. */
  get count(): number {
    return this.#count;
  }

  /** Those that are kept, in the order in which they were added. */
  get items(): readonly Item[] {
    return this.#items;
  }

  add(item: Item): void {
    if (this.#count % this.#stride === 0) this.#items.push(item);
    this.#count += 1;
    if (this.#items.length <= this.#limit) return;
    this.#items = this.#items.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }
}
