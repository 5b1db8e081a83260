/** Items that are spread evenly over a run whose length nobody knows, in memory that does not grow. */
export class SpreadSample<Item> {
  readonly #max: number;
  #kept: { readonly place: number; readonly item: Item }[] = [];
  #distance = 0;

  /** @param max number of items that `items` has at most. */
  constructor(max: number) {
    this.#max = max;
  }

  /** True if an item of this place is wanted. Places may come in a slightly other order than their own. */
  wants(place: number): boolean {
    const last = this.#kept.at(-1);
    return last === undefined || this.#distance === 0 || place - last.place >= this.#distance;
  }

  add(place: number, item: Item): void {
    this.#kept.push({ place, item });
    if (this.#kept.length < 2 * this.#max) return;
    this.#kept = this.#inOrder.filter((_, at) => at % 2 === 0);
    const span = place - (this.#kept[0]?.place ?? place);
    this.#distance = span / this.#max;
  }

  get #inOrder() {
    return this.#kept.toSorted((one, other) => one.place - other.place);
  }

  /** The items, in the order of their places. */
  get items(): readonly Item[] {
    const step = Math.max(1, this.#kept.length / this.#max);
    const count = Math.min(this.#max, this.#kept.length);
    const kept = this.#inOrder;
    return Array.from({ length: count }, (_, at) => kept[Math.floor(at * step)]).flatMap((each) =>
      each === undefined ? [] : [each.item],
    );
  }
}
