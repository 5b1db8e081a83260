import type { RequestOutcome } from "../faults.ts";

/** What a service did under one limit for a while. */
export interface Window {
  /** Answers per second, less the requests that were turned away; not below 0. */
  readonly perSecond: number;
  /** Requests that `perSecond` rests on; many count for no more than 256. */
  readonly requests: number;
  /** All requests that ended since the limit was set: what the window took. */
  readonly ended: number;
  /** Requests that were turned away or met their deadline. */
  readonly turnedAway: number;
  /** Whether so many were turned away that the window was broken off. */
  readonly isStorm: boolean;
  /** Whether the limit was what held the frames back. */
  readonly isFull: boolean;
}

/** What a window is to be like. */
export interface WindowPlan {
  readonly limit: number;
  /** Requests to measure, at least, unless that takes too long. */
  readonly fewestRequests: number;
  /** Whether the limit was the same before. */
  readonly isSettled: boolean;
  /** Whether a rough look is enough, for what is looked for is a large difference. */
  readonly isRough: boolean;
}

/** A request that has ended. */
export interface EndedRequest {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outcome: RequestOutcome;
  /** Whether a frame waited for a slot. */
  readonly isFrameWaiting: boolean;
}

/**
 * Measures one window under one limit: it lets the service settle, and then counts.
 *
 * Answers come in bunches, up to as many at once as are in flight, so that a count over a short time
 * may be off by a bunch. A window is therefore as long as some requests, one after the other, took:
 * from the end of one to the end of one that started right then, where the next bunch stands as the
 * first one did. What is left of the error is corrected by Little's law (mean in flight = rate x
 * mean latency), though not by much: where some requests starve, the latencies of the others lie.
 */
export class WindowMeter {
  readonly #limit: number;
  readonly #fewestRequests: number;
  readonly #rounds: number;
  readonly #shortestMs: number;
  readonly #openedMs: number;
  /** `null` while the service settles. */
  #measuredFromMs: number | null;
  #lastMs: number;
  #ended = 0;
  #endedInTime = 0;
  #turnedAway = 0;
  #requests = 0;
  #heldBack = 0;
  #worth = 0;
  #latencySumMs = 0;
  #inFlightMs = 0;
  /** Start of the request whose end ends the round; `null` until one starts. */
  #markMs: number | null = null;

  constructor(nowMs: number, { limit, fewestRequests, isSettled, isRough }: WindowPlan) {
    this.#limit = limit;
    this.#rounds = isRough ? 1 : ROUNDS;
    this.#shortestMs = isRough ? SHORTEST_ROUGH_MS : SHORTEST_MS;
    this.#fewestRequests = Math.max(FEWEST_REQUESTS, this.#rounds * limit, fewestRequests);
    this.#openedMs = nowMs;
    this.#lastMs = nowMs;
    this.#measuredFromMs = isSettled ? nowMs : null;
  }

  /** To be told before every start and end: so many were in flight since the call before. */
  pass(nowMs: number, inFlight: number): void {
    if (this.#measuredFromMs !== null) this.#inFlightMs += inFlight * (nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }

  start(nowMs: number): void {
    this.#markMs ??= nowMs;
  }

  /** Counts a request; the window, if that closes it. */
  end({ startedMs, endedMs, outcome, isFrameWaiting }: EndedRequest): Window | null {
    const isTurnedAway = outcome === "overloaded" || outcome === "late";
    const isOwn = startedMs >= this.#openedMs;
    this.#ended += 1;
    if (!isTurnedAway) this.#endedInTime += 1;
    // One that started under another limit says nothing against this one.
    if (isTurnedAway && isOwn) this.#turnedAway += 1;
    if (this.#isStorm) return this.#brokenOff();
    if (this.#measuredFromMs === null) {
      if (isOwn && this.#endedInTime >= this.#rounds * this.#limit) this.#measureFrom(endedMs);
      return null;
    }
    this.#requests += 1;
    if (isFrameWaiting) this.#heldBack += 1;
    this.#latencySumMs += endedMs - startedMs;
    if (outcome === "answered") this.#worth += 1;
    if (isTurnedAway && isOwn) this.#worth -= 1;
    return this.#closedBy(startedMs, endedMs - this.#measuredFromMs);
  }

  get #isStorm(): boolean {
    return this.#turnedAway >= STORM_COUNT && this.#turnedAway >= STORM_SHARE * this.#ended;
  }

  #measureFrom(nowMs: number): void {
    this.#measuredFromMs = nowMs;
    this.#markMs = null;
  }

  #closedBy(startedMs: number, elapsedMs: number): Window | null {
    const isRound = startedMs === this.#markMs;
    if (isRound) this.#markMs = null;
    const isLong = elapsedMs >= LONG_MS;
    const enough = isLong
      ? Math.max(FEWEST_REQUESTS, this.#rounds * this.#limit)
      : this.#fewestRequests;
    if (this.#requests < enough || elapsedMs < this.#shortestMs) return null;
    // The marked request may be one that starves.
    if (!isRound && this.#requests < MOST_ROUNDS * enough) return null;
    const perSecond = (1000 * Math.max(0, this.#worth)) / elapsedMs;
    return {
      ...this.#counts,
      perSecond: perSecond * this.#correction,
      isStorm: false,
      isFull: this.#heldBack >= FULL_SHARE * this.#requests,
    };
  }

  /** The rate by Little's law against the count. */
  get #correction(): number {
    const ratio = this.#latencySumMs > 0 ? this.#inFlightMs / this.#latencySumMs : 1;
    return Math.min(MOST_CORRECTION, Math.max(1 / MOST_CORRECTION, ratio));
  }

  #brokenOff(): Window {
    return { ...this.#counts, perSecond: 0, requests: this.#ended, isStorm: true, isFull: true };
  }

  get #counts(): Pick<Window, "requests" | "ended" | "turnedAway"> {
    const requests = Math.min(this.#requests, MOST_EVIDENCE);
    return { requests, ended: this.#ended, turnedAway: this.#turnedAway };
  }
}

/** Rounds of the requests in flight that it takes to settle, and to measure. */
const ROUNDS = 2;
/** What disturbs a whole window, such as a busy machine, is not averaged out by more requests in it. */
const MOST_EVIDENCE = 256;
const MOST_ROUNDS = 4;
const FEWEST_REQUESTS = 8;
const SHORTEST_MS = 250;
const SHORTEST_ROUGH_MS = 100;
/** A window of this length need not be as exact as wanted. */
const LONG_MS = 1000;
const MOST_CORRECTION = 1.1;
/** Not 1: the next frame may take a moment to come. */
const FULL_SHARE = 0.7;
/** So many that a service with a few stray refusals hardly ever looks overloaded. */
const STORM_COUNT = 5;
const STORM_SHARE = 1 / 3;
