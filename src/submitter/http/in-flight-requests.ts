import type { TransportFault } from "../../core/service/answer.ts";

/** A request that waits for its answer. */
export interface InFlightRequest {
  /** The caller's. */
  readonly signal: AbortSignal;
  /** Time at which it began, in milliseconds of `performance.now`. */
  readonly startedMs: number;
  fail(fault: TransportFault): void;
}

/**
 * The requests that wait for their answers. A deadline, or the caller's signal, ends them early.
 *
 * One timer and one listener serve them all. With its own, each request costs 7 microseconds more; and
 * a listener that was removed still leads to the next one, as the old table of a map that was made
 * anew does, so that requests long answered stay in memory: 60 MB of 180. Places in an array do not.
 */
export class InFlightRequests implements Disposable {
  readonly #timeoutMs: number;
  readonly #places: (InFlightRequest | null)[] = [];
  readonly #freePlaces: number[] = [];
  readonly #signals = new WeakSet<AbortSignal>();
  #timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs time of each request. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param request of which the signal has not aborted.
   * @returns its place.
   */
  add(request: InFlightRequest): number {
    const place = this.#freePlaces.pop() ?? this.#places.length;
    this.#places[place] = request;
    if (this.#timer === undefined) this.#ringAfter(this.#timeoutMs);
    this.#listenTo(request.signal);
    return place;
  }

  /** Frees a place. */
  free(place: number): void {
    this.#places[place] = null;
    this.#freePlaces.push(place);
  }

  /** Ends no request. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #listenTo(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    const breakOff = (): void => {
      for (const request of this.#places) if (request?.signal === signal) request.fail(BROKEN_OFF);
    };
    signal.addEventListener("abort", breakOff, { once: true });
  }

  #ringAfter(delayMs: number): void {
    this.#timer = setTimeout(() => this.#failLate(), delayMs).unref();
  }

  /** Rings again when the next one will be late; not without any, so that the first to come sets it. */
  #failLate(): void {
    const reason = `no whole answer within ${this.#timeoutMs} ms`;
    const nowMs = performance.now();
    let minLeftMs = Number.POSITIVE_INFINITY;
    for (const request of this.#places) {
      if (request === null) continue;
      const leftMs = request.startedMs + this.#timeoutMs - nowMs;
      if (leftMs <= 0) request.fail({ fault: "timeout", reason });
      else minLeftMs = Math.min(minLeftMs, leftMs);
    }
    this.#timer = undefined;
    if (Number.isFinite(minLeftMs)) this.#ringAfter(Math.ceil(minLeftMs));
  }
}

export const BROKEN_OFF: TransportFault = {
  fault: "aborted",
  reason: "broken off by the program",
};
