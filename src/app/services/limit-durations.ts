/** The limits of one service in a run, and how long each was held: the one that suited stands out. */
export class HeldLimits {
  readonly #heldMs = new Map<number, number>();
  #limit: number;
  #sinceMs: number;

  /** @param limit where it begins. @param nowMs monotonic milliseconds. */
  constructor(limit: number, nowMs: number) {
    this.#limit = limit;
    this.#sinceMs = nowMs;
  }

  /** The limit is another one from now on. */
  move(limit: number, nowMs: number): void {
    this.#hold(nowMs);
    this.#limit = limit;
    for (const [held, ms] of this.#heldMs) this.#heldMs.set(held, ms / 2);
  }

  /**
   * The limit that was held longest. Time before a move counts half of what it did: a service that has
   * become another one is known for what it is, and a last move by chance for what it was.
   */
  longest(nowMs: number): number {
    this.#hold(nowMs);
    const [[limit] = [this.#limit]] = [...this.#heldMs].toSorted(([, a], [, b]) => b - a);
    return limit;
  }

  #hold(nowMs: number): void {
    const before = this.#heldMs.get(this.#limit) ?? 0;
    this.#heldMs.set(this.#limit, before + nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
  }
}
