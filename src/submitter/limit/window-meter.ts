import type { RequestOutcome } from "./limiter.ts";

/** What a service did under one limit for a while. */
export interface Window {
  /** Answers per second, less the requests that were turned away. */
  readonly perSecond: number;
  /** Requests that `perSecond` rests on. */
  readonly requests: number;
  /** All requests that ended since the limit was set: what the window took. */
  readonly ended: number;
  /** Requests that were turned away or met their deadline. */
  readonly turnedAway: number;
  /** Whether so many were turned away that the window was broken off. */
  readonly isStorm: boolean;
  /** Whether the limit was what held the requests back. */
  readonly isFull: boolean;
}

/**
 * Measures one window: it lets the service settle after a change of the limit, and then counts.
 *
 * Answers come in bunches, as many at once as are in flight, so that counting them over a short time
 * would be off by a bunch. By Little's law (mean in flight = rate x mean latency) the latencies tell
 * the same rate without that error.
 */
export class WindowMeter {
  readonly #limit: number;
  readonly #openedMs: number;
  #measuredFromMs: number | null;
  #lastMs: number;
  #endedWhileSettling = 0;
  #ended = 0;
  #turnedAway = 0;
  #requests = 0;
  #worth = 0;
  #latencySumMs = 0;
  #inFlightMs = 0;

  constructor(nowMs: number, limit: number, begin: "settle first" | "go on") {
    this.#limit = limit;
    this.#openedMs = nowMs;
    this.#lastMs = nowMs;
    this.#measuredFromMs = begin === "go on" ? nowMs : null;
  }

  /** So many have been in flight since the last call. */
  pass(nowMs: number, inFlight: number): void {
    if (this.#measuredFromMs !== null) this.#inFlightMs += inFlight * (nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }

  /** Counts a request that has ended; the window, if that closes it. */
  end(startedMs: number, nowMs: number, outcome: RequestOutcome): Window | null {
    const isOwn = startedMs >= this.#openedMs;
    const isTurnedAway = outcome === "overloaded" || outcome === "late";
    this.#ended += 1;
    // One that started under another limit says nothing against this one.
    if (isTurnedAway && isOwn) this.#turnedAway += 1;
    if (this.#isStorm) return this.#storm();
    if (this.#measuredFromMs === null) {
      if (!isTurnedAway) this.#settle(nowMs, isOwn);
      return null;
    }
    this.#requests += 1;
    this.#latencySumMs += Math.max(SHORTEST_LATENCY_MS, nowMs - startedMs);
    if (outcome === "accepted" || outcome === "refused") this.#worth += 1;
    if (isTurnedAway && isOwn) this.#worth -= 1;
    const elapsedMs = nowMs - this.#measuredFromMs;
    const enough = Math.max(FEWEST_REQUESTS, ROUNDS * this.#limit);
    return this.#requests >= enough && elapsedMs >= SHORTEST_MS ? this.#close(elapsedMs) : null;
  }

  get #isStorm(): boolean {
    return (
      this.#turnedAway >= STORM_COUNT && this.#turnedAway >= STORM_SHARE * (this.#ended || 1)
    );
  }

  /** Two rounds long, so that lines behind the service have their new length. */
  #settle(nowMs: number, isOwn: boolean): void {
    this.#endedWhileSettling += 1;
    if (isOwn && this.#endedWhileSettling >= ROUNDS * this.#limit) this.#measuredFromMs = nowMs;
  }

  #close(elapsedMs: number): Window {
    const meanInFlight = this.#inFlightMs / elapsedMs;
    const perSecond = (1000 * Math.max(0, this.#worth) * meanInFlight) / this.#latencySumMs;
    const isFull = meanInFlight >= FULL_SHARE * this.#limit;
    return { ...this.#counts, perSecond, isStorm: false, isFull };
  }

  #storm(): Window {
    return { ...this.#counts, perSecond: 0, requests: this.#ended, isStorm: true, isFull: true };
  }

  get #counts(): Pick<Window, "requests" | "ended" | "turnedAway"> {
    return { requests: this.#requests, ended: this.#ended, turnedAway: this.#turnedAway };
  }
}

const ROUNDS = 2;
const FEWEST_REQUESTS = 8;
const SHORTEST_MS = 100;
const SHORTEST_LATENCY_MS = 0.001;
const FULL_SHARE = 0.7;
const STORM_COUNT = 5;
const STORM_SHARE = 1 / 3;
