import type { RequestOutcome } from "../faults.ts";

/** Measurement of a service under one limit for a while. */
export interface Window {
  /** Answers per second, less the requests that were turned away; not below 0. */
  readonly perSecond: number;
  /** Requests that `perSecond` rests on; many count for no more than 256. */
  readonly requests: number;
  /** All requests that ended since the limit was set: what the window took. */
  readonly ended: number;
  /** Requests that were turned away or met their deadline. */
  readonly rejected: number;
  /** True if so many were turned away that the window was broken off. */
  readonly isRejectionBurst: boolean;
  /** True if the limit was what held the frames back. */
  readonly isFull: boolean;
}

/** Plan of a window. */
export interface WindowPlan {
  readonly limit: number;
  /** Requests to measure, at least, unless that takes too long. */
  readonly minRequests: number;
  /** True if the limit was the same before. */
  readonly isSettled: boolean;
  /** True if a rough look is enough, for what is looked for is a large difference. */
  readonly isRough: boolean;
}

/** A request that has ended. */
export interface EndedRequest {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outcome: RequestOutcome;
  /** True if a frame waited for a slot. */
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
  readonly #minRequests: number;
  readonly #rounds: number;
  readonly #minMs: number;
  readonly #openedMs: number;
  /** `null` while the service settles. */
  #measuredFromMs: number | null;
  #lastMs: number;
  #ended = 0;
  #endedInTime = 0;
  #rejected = 0;
  #requests = 0;
  #heldBack = 0;
  #goodput = 0;
  #latencySumMs = 0;
  #inFlightMs = 0;
  /** Start of the request whose end ends the round; `null` until one starts. */
  #markMs: number | null = null;

  constructor(nowMs: number, { limit, minRequests, isSettled, isRough }: WindowPlan) {
    this.#limit = limit;
    this.#rounds = isRough ? 1 : ROUNDS;
    this.#minMs = isRough ? MIN_ROUGH_MS : MIN_MS;
    this.#minRequests = Math.max(MIN_REQUESTS, this.#rounds * limit, minRequests);
    this.#openedMs = nowMs;
    this.#lastMs = nowMs;
    this.#measuredFromMs = isSettled ? nowMs : null;
  }

  /** To be called before every start and end: so many were in flight since the call before. */
  advance(nowMs: number, inFlight: number): void {
    if (this.#measuredFromMs !== null) this.#inFlightMs += inFlight * (nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }

  start(nowMs: number): void {
    this.#markMs ??= nowMs;
  }

  /** Counts a request; the window, if that closes it. */
  end({ startedMs, endedMs, outcome, isFrameWaiting }: EndedRequest): Window | null {
    const isRejected = outcome === "unavailable" || outcome === "timeout";
    const isOwn = startedMs >= this.#openedMs;
    this.#ended += 1;
    if (!isRejected) this.#endedInTime += 1;
    // One that started under another limit says nothing against this one.
    if (isRejected && isOwn) this.#rejected += 1;
    if (this.#isRejectionBurst) return this.#brokenOff();
    if (this.#measuredFromMs === null) {
      if (isOwn && this.#endedInTime >= this.#rounds * this.#limit) this.#measureFrom(endedMs);
      return null;
    }
    this.#requests += 1;
    if (isFrameWaiting) this.#heldBack += 1;
    this.#latencySumMs += endedMs - startedMs;
    if (outcome === "answered") this.#goodput += 1;
    if (isRejected && isOwn) this.#goodput -= 1;
    return this.#closedBy(startedMs, endedMs - this.#measuredFromMs);
  }

  get #isRejectionBurst(): boolean {
    return this.#rejected >= STORM_COUNT && this.#rejected >= STORM_SHARE * this.#ended;
  }

  #measureFrom(nowMs: number): void {
    this.#measuredFromMs = nowMs;
    this.#markMs = null;
  }

  #closedBy(startedMs: number, elapsedMs: number): Window | null {
    const isRound = startedMs === this.#markMs;
    if (isRound) this.#markMs = null;
    const isLong = elapsedMs >= LONG_MS;
    const enough = isLong ? Math.max(MIN_REQUESTS, this.#rounds * this.#limit) : this.#minRequests;
    if (this.#requests < enough || elapsedMs < this.#minMs) return null;
    // The marked request may be one that starves.
    if (!isRound && this.#requests < MAX_ROUNDS * enough) return null;
    const perSecond = (1000 * Math.max(0, this.#goodput)) / elapsedMs;
    return {
      ...this.#counts,
      perSecond: perSecond * this.#correction,
      isRejectionBurst: false,
      isFull: this.#heldBack >= FULL_SHARE * this.#requests,
    };
  }

  /** The rate by Little's law against the count. */
  get #correction(): number {
    const ratio = this.#latencySumMs > 0 ? this.#inFlightMs / this.#latencySumMs : 1;
    return Math.min(MAX_CORRECTION, Math.max(1 / MAX_CORRECTION, ratio));
  }

  #brokenOff(): Window {
    return {
      ...this.#counts,
      perSecond: 0,
      requests: this.#ended,
      isRejectionBurst: true,
      isFull: true,
    };
  }

  get #counts(): Pick<Window, "requests" | "ended" | "rejected"> {
    const requests = Math.min(this.#requests, MAX_EVIDENCE);
    return { requests, ended: this.#ended, rejected: this.#rejected };
  }
}

/** Rounds of the requests in flight that it takes to settle, and to measure. */
const ROUNDS = 2;
/** Most requests that count: more do not average out what disturbs a whole window, as a busy machine does. */
const MAX_EVIDENCE = 256;
const MAX_ROUNDS = 4;
const MIN_REQUESTS = 8;
const MIN_MS = 250;
const MIN_ROUGH_MS = 100;
/** A window of this length need not be as exact as wanted. */
const LONG_MS = 1000;
const MAX_CORRECTION = 1.1;
/** Not 1: the next frame may take a moment to come. */
const FULL_SHARE = 0.7;
/** So many that a service with a few stray rejections hardly ever looks overloaded. */
const STORM_COUNT = 5;
const STORM_SHARE = 1 / 3;
