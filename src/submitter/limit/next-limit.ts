import { rungAt, limitLadder } from "./limit-ladder.ts";
import type { LimitMove } from "./limiter.ts";
import { type Curve, FIRST_NOISE, learned, lowestGoodRung, highestBadRung, type Noise, noiseAfter, relativeError } from "./service-curve.ts";
import type { Window } from "./window-meter.ts";

/** All that the decision remembers. */
export interface LimitState {
  /** The limits that may be tried, ascending; places in it are rungs. */
  readonly ladder: readonly number[];
  readonly curve: Curve;
  readonly noise: Noise;
  /** The rung that the limit has settled on. */
  readonly home: number;
  /** The rung in use: `home`, or one that is on trial for a window. */
  readonly rung: number;
  /** Whether the last window at home was far faster (1) or slower (-1) than all before. */
  readonly surprise: -1 | 0 | 1;
  /** Whether higher limits brought more until now, so that the next trial may be twice as high. */
  readonly isClimbing: boolean;
  /** Whether this is the first climb, which looks some way beyond a plateau. */
  readonly isFirstClimb: boolean;
  /** Requests to let pass before the next higher limit is tried again. */
  readonly requestsUntilLookUp: number;
}

export function firstState(max: number): LimitState {
  const ladder = limitLadder(max);
  const home = rungAt(ladder, FIRST_LIMIT);
  return {
    ladder,
    curve: ladder.map(() => null),
    noise: FIRST_NOISE,
    home,
    rung: home,
    surprise: 0,
    isClimbing: true,
    isFirstClimb: true,
    requestsUntilLookUp: 0,
  };
}

export function limitOf({ ladder, rung }: LimitState): number {
  return ladder[rung] ?? 1;
}

export function settledLimitOf({ ladder, home }: LimitState): number {
  return ladder[home] ?? 1;
}

export interface Decision {
  readonly state: LimitState;
  /** Set if the limit has settled on another number. */
  readonly move: LimitMove | null;
}

/**
 * Decides under which limit to go on after a window.
 *
 * It remembers how fast the service was under each limit, settles on the lowest one that gives nearly
 * all of the best rate, and spends some windows on trials: upwards while that brings more, downwards
 * until a limit is clearly too low, and one step up now and then. A window in which the limit held
 * nothing back says nothing.
 */
export function nextLimit(state: LimitState, window: Window): Decision {
  if (!window.isFull) return decision(state, { ...state, rung: state.home, surprise: 0 }, "");
  const surprise = surpriseIn(state, window);
  if (window.isStorm && state.rung === state.home && (STORMS < 2 || state.surprise === -1 || surprise === 0)) return retreat(state, window);
  if (surprise === 0) return goOn({ ...state, surprise }, window);
  // One odd window may be a hiccup; the second one is a change.
  if (surprise !== state.surprise) return decision(state, { ...state, surprise }, "");
  return startOver(state, window, surprise);
}

function surpriseIn({ curve, rung, home, noise }: LimitState, window: Window): -1 | 0 | 1 {
  const known = curve[rung] ?? null;
  if (rung !== home || known === null || known.perSecond === 0) return 0;
  if (known.requests < FEWEST_FOR_SURPRISE) return 0;
  const error = Math.hypot(
    relativeError(noise, window.requests),
    relativeError(noise, known.requests),
  );
  const deviation = window.perSecond / known.perSecond - 1;
  if (Math.abs(deviation) <= Math.max(SURPRISING_SHARE, SURPRISING_ERRORS * error)) return 0;
  return deviation > 0 ? 1 : -1;
}

function goOn(state: LimitState, window: Window): Decision {
  const { curve, rung, home } = state;
  const isTrial = rung !== home;
  const known = curve[rung] ?? null;
  const noise =
    isTrial || known === null ? state.noise : noiseAfter(state.noise, known, window);
  const next = learned(curve, rung, window, isTrial ? TRIAL_REQUESTS : HOME_REQUESTS);
  const settled = { ...state, noise, curve: next, home: lowestGoodRung(next, noise) };
  const weighed = isTrial && rung > home ? afterLookUp(state, settled, window) : {
    ...settled,
    requestsUntilLookUp: state.requestsUntilLookUp - (isTrial ? 0 : window.ended),
  };
  const reason = settled.home < home ? "as fast with fewer in flight" : rung > home ? "faster with more in flight" : "slower with fewer in flight";
  return decision(state, explore(weighed), reason);
}

/** A higher limit was tried: climb on if it is better, else leave it alone for as long as it cost. */
function afterLookUp(before: LimitState, settled: LimitState, window: Window): LimitState {
  const { rung, home, curve } = settled;
  if (home > before.home) {
    // What is remembered above is older than this.
    const fresh = curve.map((point, index) => (index > rung ? null : point));
    return { ...settled, curve: fresh, isClimbing: true, requestsUntilLookUp: 0 };
  }
  const requestsUntilLookUp = Math.max(
    LOOK_UP_PAUSE * window.ended,
    LOOK_UP_PAUSE_PER_TURNED_AWAY * window.turnedAway,
  );
  return { ...settled, requestsUntilLookUp };
}

/** Chooses the rung of the next window: a trial if one is due, else home. */
function explore(state: LimitState): LimitState {
  const up = state.isClimbing ? rungToClimb(state) : null;
  if (up !== null) return { ...state, rung: up };
  const calm = { ...state, isClimbing: false, isFirstClimb: false };
  const { curve, noise, home, ladder } = calm;
  // What one remembers of home may be old: look at it before one looks below.
  if (state.rung !== home) return { ...calm, rung: home };
  const bad = highestBadRung(curve, noise, home);
  if (home - bad > 1) return { ...calm, rung: Math.floor((home + bad) / 2) };
  const isLookUpDue = state.requestsUntilLookUp <= 0 && home < ladder.length - 1;
  return { ...calm, rung: isLookUpDue ? home + 1 : home };
}

/** Twice as high; or half-way to where requests were turned away. `null`: there is nothing to climb. */
function rungToClimb({ ladder, curve, home, isFirstClimb }: LimitState): number | null {
  const wall = curve.findIndex((point, rung) => rung > home && (point?.turnedAway ?? 0) > 0);
  if (wall > 0) {
    const between = Math.floor((home + wall) / 2);
    return between > home && curve[between] === null ? between : null;
  }
  const highest = curve.findLastIndex((point) => point !== null);
  const next = rungAt(ladder, 2 * (ladder[highest] ?? 1));
  if (next <= highest) return null;
  if (highest === home) return next;
  const limit = ladder[next] ?? 1;
  const expectedMs = (1000 * limit) / (curve[home]?.perSecond ?? 0);
  const isNear = limit <= FARTHEST_LOOK && expectedMs <= LONGEST_LOOK_MS;
  return isFirstClimb && isNear ? next : null;
}

/** The service is not what it was: forget, and climb from where its best limit may be now. */
function startOver(state: LimitState, window: Window, surprise: -1 | 1): Decision {
  const { curve, ladder, home } = state;
  // With fewer at work in the service, the same share of requests in flight keeps it busy.
  const share = window.perSecond / (curve[home]?.perSecond ?? window.perSecond);
  const lower = rungAt(ladder, settledLimitOf(state) * Math.max(LEAST_SHARE_KEPT, share));
  const rung = surprise > 0 ? home : Math.min(lower, Math.max(0, home - 1));
  const next = {
    ...state,
    curve: ladder.map(() => null),
    home: rung,
    rung,
    surprise: 0,
    isClimbing: true,
    isFirstClimb: false,
    requestsUntilLookUp: 0,
  } as const;
  return decision(state, next, "the service became slower");
}

/** Requests are turned away at home: less, at once. */
function retreat(state: LimitState, window: Window): Decision {
  const { ladder, home } = state;
  const lower = Math.max(0, Math.min(home - 1, rungAt(ladder, (ladder[home] ?? 1) * SHARE_AFTER_STORM)));
  const blank = ladder.map(() => null);
  const next = {
    ...state,
    curve: learned(blank, home, window, 0),
    home: lower,
    rung: lower,
    surprise: 0,
    isClimbing: false,
    isFirstClimb: false,
    requestsUntilLookUp: LOOK_UP_PAUSE_PER_TURNED_AWAY * window.turnedAway,
  } as const;
  return decision(state, next, "the service turned requests away");
}

function decision(before: LimitState, state: LimitState, reason: string): Decision {
  const isMove = state.home !== before.home;
  return { state, move: isMove ? { limit: settledLimitOf(state), reason } : null };
}

const FIRST_LIMIT = 4;
const FEWEST_FOR_SURPRISE = 16;
const SURPRISING_SHARE = 0.15;
const SURPRISING_ERRORS = 4;
const LOOK_UP_PAUSE = 4;
const TRIAL_REQUESTS = 0;
const HOME_REQUESTS = 500;
const STORMS = 2;
const LOOK_UP_PAUSE_PER_TURNED_AWAY = 100;
const FARTHEST_LOOK = 64;
const LONGEST_LOOK_MS = 250;
const LEAST_SHARE_KEPT = 0.25;
const SHARE_AFTER_STORM = 0.7;
