/** When a key had its last turn, and how often it was kept from another since. */
interface Turn {
  readonly atMs: number;
  suppressed: number;
}

/** More keys than a site has sources with labels; a service may make up any number. */
const MAX_KEYS = 1000;

/** Lets each key have a turn no more often than once in a while. */
export class RepeatLimit {
  readonly #atMostEveryMs: number;
  readonly #turns = new Map<string, Turn>();

  /** @param atMostEveryMs least time between two turns of a key, in milliseconds. */
  constructor(atMostEveryMs: number) {
    this.#atMostEveryMs = atMostEveryMs;
  }

  /** @returns the number of turns that the key was kept from since its last one; `null` if it is kept from this one. */
  take(key: string, nowMs: number): number | null {
    const last = this.#turns.get(key);
    if (last !== undefined && nowMs - last.atMs < this.#atMostEveryMs) {
      last.suppressed += 1;
      return null;
    }
    this.#turns.delete(key);
    this.#turns.set(key, { atMs: nowMs, suppressed: 0 });
    const [oldest] = this.#turns.keys();
    if (this.#turns.size > MAX_KEYS && oldest !== undefined) this.#turns.delete(oldest);
    return last?.suppressed ?? 0;
  }

  clear(): void {
    this.#turns.clear();
  }
}
