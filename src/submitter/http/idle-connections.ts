/** A connection that is idle. */
export interface Idle {
  /** Latency to expect of the next answer, in milliseconds; infinite if it would have to be opened first. */
  expectedLatencyMs(nowMs: number): number;
}

/**
 * Chooses among the idle connections.
 *
 * A server of several processes leaves a connection with the process that accepted it, and nothing shows
 * which that is. Where fewer requests are in flight than connections are open, it matters which ones
 * have them: all of one process, and the others have nothing to do. One whose last answer came quickly
 * belongs to a process with time to spare, and goes first.
 */
export class IdleConnections<Connection extends Idle> {
  /** The one that was freed last stands last. */
  readonly #idle: Connection[] = [];

  add(connection: Connection): void {
    this.#idle.push(connection);
  }

  /** The connection to use next; `undefined` if all are in use. */
  take(nowMs: number): Connection | undefined {
    const last = this.#idle.length - 1;
    let chosen = last;
    let minMs = Number.POSITIVE_INFINITY;
    for (let place = last; place >= Math.max(0, last + 1 - MAX_TO_CHOOSE_FROM); place -= 1) {
      const expectedMs = this.#idle[place]?.expectedLatencyMs(nowMs) ?? minMs;
      if (expectedMs < minMs) [chosen, minMs] = [place, expectedMs];
    }
    return chosen === last ? this.#idle.pop() : this.#idle.splice(chosen, 1)[0];
  }
}

/** Those freed last. The others are left alone, and closed by either side after a while. */
const MAX_TO_CHOOSE_FROM = 8;
