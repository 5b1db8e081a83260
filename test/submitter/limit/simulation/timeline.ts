interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly happen: () => void;
}

/** Simulated time: what is planned happens in the order of its time, and then of its planning. */
export class Timeline {
  readonly #heap: Happening[] = [];
  #nowMs = 0;
  #planned = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, happen: () => void): void {
    const item: Happening = { atMs: this.#nowMs + delayMs, order: (this.#planned += 1), happen };
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Happening;
      if (isBefore(parent, item)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = item;
  }

  /** Lets everything happen that is planned up to this time. */
  runUntil(endMs: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= endMs; next = this.#heap[0]) {
      this.#removeFirst();
      this.#nowMs = next.atMs;
      next.happen();
    }
    this.#nowMs = endMs;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const item = heap.pop() as Happening;
    if (heap.length === 0) return;
    let at = 0;
    while (true) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const other = heap[below + 1];
      if (other !== undefined && isBefore(other, heap[below] as Happening)) below += 1;
      const child = heap[below] as Happening;
      if (isBefore(item, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = item;
  }
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
