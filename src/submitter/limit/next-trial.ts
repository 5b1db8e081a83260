import { indexAt, STEPS_PER_DOUBLING } from "./limit-ladder.ts";
import type { LimitState } from "./limit-state.ts";
import { isBusy, relativeError } from "./noise.ts";
import { highestBadIndex, settledIndex } from "./service-curve.ts";

/** The state with the index for the next window: one to try if something is to be learned, else the settled one. */
export function withNextTrial(state: LimitState): LimitState {
  const up = state.isClimbing ? indexToClimbTo(state) : null;
  if (up !== null) return { ...state, index: up };
  const calm = { ...state, isClimbing: false, isFirstClimb: false };
  const { noise, settled } = calm;
  // What one remembers of the settled limit may be old: look at it before looking elsewhere.
  if (state.index !== settled) return { ...calm, index: settled };
  const higher = state.requestsUntilLookUp <= 0 ? indexToLookUpTo(calm) : settled;
  // On a busy machine too few in flight cost more than too many.
  if (higher > settled && isBusy(noise)) return { ...calm, index: higher };
  const lower = indexToTryBelow(calm);
  return { ...calm, index: lower < settled ? lower : higher };
}

/** The next higher index; where rates scatter, only a large step shows a difference. */
function indexToLookUpTo({ noise, settled, ladder }: LimitState): number {
  const isLarge = relativeError(noise, USUAL_REQUESTS) > LARGE_ERROR;
  return Math.min(settled + (isLarge ? STEPS_PER_DOUBLING : 1), ladder.length - 1);
}

/** A lower index of which more is to be known; the settled one if there is none, or not yet. */
function indexToTryBelow(state: LimitState): number {
  const { curve, noise, settled } = state;
  const seemsEnough = settledIndex(curve, noise, settled);
  if (seemsEnough < settled) return seemsEnough;
  const bad = highestBadIndex(curve, noise, settled);
  const mayLookDown = state.requestsUntilLookDown <= 0;
  if (settled - bad > 1 && (mayLookDown || state.isSearchingDown))
    return indexBetween(bad, settled);
  return mayLookDown ? indexToLookDownTo(state, bad) : settled;
}

/** Half-way to what is too low; no more than half as high, for it may be far too low. */
function indexBetween(bad: number, settled: number): number {
  return Math.max(Math.floor((settled + bad) / 2), settled - STEPS_PER_DOUBLING);
}

const USUAL_REQUESTS = 64;
const LARGE_ERROR = 0.12;

/** An index that may do as well as the settled one; the settled one if none may. */
function indexToLookDownTo(state: LimitState, bad: number): number {
  const { curve, noise, settled } = state;
  const lower = indexWithoutQueue(state);
  if (lower < settled) return lower;
  // One window of bad luck is soon taken for too low a limit.
  const isFoundInHaste = relativeError(noise, curve[bad]?.requests ?? 0) > HASTY_ERROR;
  return bad !== -1 && isFoundInHaste ? bad : settled;
}

/**
 * If requests take longer at the settled limit than under lower limits, they may be waiting for one another.
 * Then rate times lowest latency is what keeps the service busy (as in TCP BBR), or would if all work took
 * the same time: an index half-way to there. Else the settled one.
 */
function indexWithoutQueue({ curve, ladder, settled }: LimitState): number {
  const perSecond = curve[settled]?.perSecond ?? 0;
  // By Little's law.
  const seconds = curve.map((point, index) => (ladder[index] ?? 1) / (point?.perSecond ?? 0));
  const lowest = Math.min(...seconds);
  if ((seconds[settled] ?? 0) < QUEUEING_RATIO * lowest) return settled;
  return indexAt(ladder, Math.sqrt((ladder[settled] ?? 1) * perSecond * lowest));
}

const QUEUEING_RATIO = 1.5;
const HASTY_ERROR = 0.1;

/** Twice as high, or half-way to where requests were turned away; `null` if that would bring nothing. */
function indexToClimbTo({ ladder, curve, settled, ...state }: LimitState): number | null {
  const wall = curve.findIndex((point, index) => index > settled && (point?.rejected ?? 0) > 0);
  if (wall !== -1) {
    const between = Math.floor((settled + wall) / 2);
    return between > settled && curve[between] === null ? between : null;
  }
  const highest = curve.findLastIndex((point) => point !== null);
  const next = indexAt(ladder, 2 * (ladder[highest] ?? 1));
  if (next <= highest) return null;
  if (highest === settled) return next;
  return state.isFirstClimb && isNear(ladder[next] ?? 1, curve[settled]?.perSecond ?? 0)
    ? next
    : null;
}

/**
 * Some servers only put their second process to work when many connections are open, so that nothing
 * is gained for a while and then much. Where it takes little time, it is worth a look.
 */
function isNear(limit: number, perSecond: number): boolean {
  return limit <= FARTHEST_LOOK && 1000 * limit <= MAX_LOOK_MS * perSecond;
}

const FARTHEST_LOOK = 32;
/** Latency to expect there, if the service is no faster than it was. */
const MAX_LOOK_MS = 250;
