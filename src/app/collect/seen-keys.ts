/** Keys that have come: the last million for sure, the last two million at most, so that memory is bounded. */
export class SeenKeys {
  readonly #half: number;
  #recent = new Set<string>();
  #older: ReadonlySet<string> = new Set();

  /** @param half number of keys that are remembered for sure. @default 1000000 */
  constructor(half = 1_000_000) {
    this.#half = half;
  }

  /** @returns `false` for a key that has come before. */
  add(key: string): boolean {
    if (this.#recent.has(key) || this.#older.has(key)) return false;
    this.#recent.add(key);
    if (this.#recent.size >= this.#half) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    return true;
  }
}
