import type { RequestGate } from "../request-gate.ts";

/**
 * Limits the requests in flight of several sources together. Where more want to go out than may, each source that waits has
 * one in turn (round robin), however many it has waiting.
 */
export class FairGate {
  #limit: number;
  #inFlight = 0;
  /** Those that wait, by their source; the source whose turn it is comes first. */
  readonly #waiting = new Map<string, Waiter[]>();

  /** @param limit requests in flight at once; `Infinity` for any number. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** When it falls, those that are in flight end in peace. */
  set limit(limit: number) {
    this.#limit = limit;
    this.#admit();
  }

  /** The gate as one of the sources has it. */
  of(source: string): RequestGate {
    return {
      tryEnter: () => this.#tryEnter(),
      enter: async (signal) => this.#tryEnter() || (await this.#wait(source, signal)),
      leave: () => {
        this.#inFlight -= 1;
        this.#admit();
      },
    };
  }

  #tryEnter(): boolean {
    // Nobody waits while there is room.
    if (this.#inFlight >= this.#limit) return false;
    this.#inFlight += 1;
    return true;
  }

  async #wait(source: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const giveUp = (): void => {
      this.#remove(source, resolve);
      resolve(false);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    const others = this.#waiting.get(source);
    if (others === undefined) this.#waiting.set(source, [resolve]);
    else others.push(resolve);
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  #remove(source: string, waiter: Waiter): void {
    const rest = (this.#waiting.get(source) ?? []).filter((one) => one !== waiter);
    if (rest.length > 0) this.#waiting.set(source, rest);
    else this.#waiting.delete(source);
  }

  #admit(): void {
    for (const [source, waiters] of this.#waiting) {
      if (this.#inFlight >= this.#limit) return;
      const [first, ...rest] = waiters;
      this.#waiting.delete(source);
      // To the end of the line, which this loop comes to as well.
      if (rest.length > 0) this.#waiting.set(source, rest);
      this.#inFlight += 1;
      first?.(true);
    }
  }
}

type Waiter = (isAdmitted: boolean) => void;
