import { rungAt, RUNGS_PER_DOUBLING } from "./limit-ladder.ts";
import type { LimitState } from "./limit-state.ts";
import { isBusy, relativeError } from "./noise.ts";
import { highestBadRung, settledRung } from "./service-curve.ts";

/** The state with the rung for the next window: one to try if something is to be learned, else home. */
export function withNextTrial(state: LimitState): LimitState {
  const up = state.isClimbing ? rungToClimbTo(state) : null;
  if (up !== null) return { ...state, rung: up };
  const calm = { ...state, isClimbing: false, isFirstClimb: false };
  const { noise, home } = calm;
  // What one remembers of home may be old: look at it before looking elsewhere.
  if (state.rung !== home) return { ...calm, rung: home };
  const higher = state.requestsUntilLookUp <= 0 ? rungToLookUpTo(calm) : home;
  // On a busy machine too few in flight cost more than too many.
  if (higher > home && isBusy(noise)) return { ...calm, rung: higher };
  const lower = rungToTryBelow(calm);
  return { ...calm, rung: lower < home ? lower : higher };
}

/** The next higher rung; where rates scatter, only a large step shows a difference. */
function rungToLookUpTo({ noise, home, ladder }: LimitState): number {
  const isLarge = relativeError(noise, USUAL_REQUESTS) > LARGE_ERROR;
  return Math.min(home + (isLarge ? RUNGS_PER_DOUBLING : 1), ladder.length - 1);
}

/** A lower rung of which more is to be known; home itself if there is none, or not yet. */
function rungToTryBelow(state: LimitState): number {
  const { curve, noise, home } = state;
  const seemsEnough = settledRung(curve, noise, home);
  if (seemsEnough < home) return seemsEnough;
  const bad = highestBadRung(curve, noise, home);
  const mayLookDown = state.requestsUntilLookDown <= 0;
  if (home - bad > 1 && (mayLookDown || state.isSearchingDown)) return rungBetween(bad, home);
  return mayLookDown ? rungToLookDownTo(state, bad) : home;
}

/** Half-way to what is too low; no more than half as high, for it may be far too low. */
function rungBetween(bad: number, home: number): number {
  return Math.max(Math.floor((home + bad) / 2), home - RUNGS_PER_DOUBLING);
}

const USUAL_REQUESTS = 64;
const LARGE_ERROR = 0.12;

/** A rung that may do as well as home; home itself if none may. */
function rungToLookDownTo(state: LimitState, bad: number): number {
  const { curve, noise, home } = state;
  const lower = rungWithoutQueue(state);
  if (lower < home) return lower;
  // One window of bad luck is soon taken for too low a limit.
  const isFoundInHaste = relativeError(noise, curve[bad]?.requests ?? 0) > HASTY_ERROR;
  return bad !== -1 && isFoundInHaste ? bad : home;
}

/**
 * Where requests take longer at home than under lower limits, they may be waiting for one another. Then
 * rate times lowest latency is what keeps the service busy (as in TCP BBR), or would if all work took the
 * same time: a rung half-way to there. Else home itself.
 */
function rungWithoutQueue({ curve, ladder, home }: LimitState): number {
  const perSecond = curve[home]?.perSecond ?? 0;
  // By Little's law.
  const seconds = curve.map((point, rung) => (ladder[rung] ?? 1) / (point?.perSecond ?? 0));
  const lowest = Math.min(...seconds);
  if ((seconds[home] ?? 0) < QUEUEING_RATIO * lowest) return home;
  return rungAt(ladder, Math.sqrt((ladder[home] ?? 1) * perSecond * lowest));
}

const QUEUEING_RATIO = 1.5;
const HASTY_ERROR = 0.1;

/** Twice as high, or half-way to where requests were turned away; `null` if that would bring nothing. */
function rungToClimbTo({ ladder, curve, home, ...state }: LimitState): number | null {
  const wall = curve.findIndex((point, rung) => rung > home && (point?.turnedAway ?? 0) > 0);
  if (wall !== -1) {
    const between = Math.floor((home + wall) / 2);
    return between > home && curve[between] === null ? between : null;
  }
  const highest = curve.findLastIndex((point) => point !== null);
  const next = rungAt(ladder, 2 * (ladder[highest] ?? 1));
  if (next <= highest) return null;
  if (highest === home) return next;
  return state.isFirstClimb && isNear(ladder[next] ?? 1, curve[home]?.perSecond ?? 0) ? next : null;
}

/**
 * Some servers only put their second process to work when many connections are open, so that nothing
 * is gained for a while and then much. Where it takes little time, it is worth a look.
 */
function isNear(limit: number, perSecond: number): boolean {
  return limit <= FARTHEST_LOOK && 1000 * limit <= LONGEST_LOOK_MS * perSecond;
}

const FARTHEST_LOOK = 32;
/** Latency to expect there, if the service is no faster than it was. */
const LONGEST_LOOK_MS = 250;
