import { STEPS_PER_DOUBLING } from "./limit-ladder.ts";
import { errorOfRatio, isBusy, type Noise, relativeError } from "./noise.ts";
import type { Window } from "./window-meter.ts";

/** Measurement of the service under one limit. */
export interface Point {
  /** Answers per second, less the requests that were turned away. */
  readonly perSecond: number;
  /** Requests that `perSecond` rests on. It fades: what was seen long ago counts for fewer. */
  readonly requests: number;
  /** Requests that were turned away in the last window. */
  readonly rejected: number;
}

/** Pace of the service under each limit of the ladder; `null` where nothing is known. */
export type Curve = readonly (Point | null)[];

/**
 * The curve after one more window at an index.
 *
 * @param maxRequests for how many requests what was known about this index may still count.
 */
export function learned(curve: Curve, index: number, window: Window, maxRequests: number): Curve {
  const { perSecond, requests, rejected } = window;
  const now = { perSecond, requests, rejected };
  return curve.map((point, place) => {
    if (place === index) return point === null ? now : pooled(point, now, maxRequests);
    return point === null ? null : { ...point, requests: point.requests * KEPT_PER_WINDOW };
  });
}

/**
 * Forgets what was seen between a lower index and the settled one that the lower one has just surpassed: with more
 * in flight it would be no slower, so it was seen in a bad moment.
 */
export function withoutOvertaken(curve: Curve, index: number, settled: number): Curve {
  const { perSecond = 0 } = curve[index] ?? {};
  return curve.map((point, place) => {
    const isBetween = place > index && place < settled;
    return isBetween && point !== null && point.perSecond < perSecond ? null : point;
  });
}

/** Pools the time per request, not the rate, so that a short lucky window weighs no more than it should. */
function pooled(before: Point, now: Point, maxRequests: number): Point {
  const old = Math.min(before.requests, maxRequests);
  const requests = old + now.requests;
  const isAnyZero = before.perSecond === 0 || now.perSecond === 0;
  const perSecond = isAnyZero
    ? (before.perSecond * old + now.perSecond * now.requests) / requests
    : requests / (old / before.perSecond + now.requests / now.perSecond);
  return { perSecond, requests, rejected: now.rejected };
}

/** True if a window cannot be what is known about an index plus chance. */
export function contradicts(window: Window, known: Point, noise: Noise): boolean {
  const error = errorOfRatio(noise, window.requests, known.requests);
  const deviation = Math.abs(window.perSecond - known.perSecond);
  return deviation > ERRORS_OF_CONTRADICTION * error * known.perSecond;
}

/**
 * The lowest index that gives nearly all that the best one gives. To go below `settled` takes evidence that
 * less does as well; to go above it, evidence that the settled limit does not. What noise hides moves nothing.
 */
export function settledIndex(curve: Curve, noise: Noise, settled: number): number {
  const proven = curve.map((point) => provenPerSecond(point, noise));
  const best = proven.lastIndexOf(Math.max(...proven));
  const bad = highestBadIndex(curve, noise, best);
  const reference = neverFalling(curve.slice(0, best + 1))[best] ?? null;
  const lowest = curve.findIndex(
    (point, index) =>
      index > bad &&
      point !== null &&
      (index >= settled || isAsGood(point, reference, { noise, stepsBelow: settled - index })),
  );
  return lowest === -1 ? best : lowest;
}

/** True if it is shown that an index does as well as the best one, but for what fewer in flight are worth. */
function isAsGood(
  point: Point,
  best: Point | null,
  { noise, stepsBelow }: { readonly noise: Noise; readonly stepsBelow: number },
): boolean {
  if (best === null) return true;
  const error = errorOfRatio(noise, point.requests, best.requests);
  const ratio = point.perSecond / best.perSecond;
  const enough = 1 - LOSS_PER_STEP * Math.min(STEPS_PER_DOUBLING, 1 + stepsBelow);
  return ratio + ERRORS_OF_LIKENESS * error >= enough && ratio - error >= SURELY_ENOUGH;
}

/** The highest index below this one that is clearly too low; -1 if none is known. */
export function highestBadIndex(curve: Curve, noise: Noise, below: number): number {
  const proven = curve.map((point) => provenPerSecond(point, noise));
  const enough = NEARLY_ALL * Math.max(0, ...proven);
  return neverFalling(curve.slice(0, below + 1)).findLastIndex((point, index) => {
    if (index >= below || point === null) return false;
    const errors = isBusy(noise) ? ERRORS_OF_DOUBT_IF_BUSY : ERRORS_OF_DOUBT;
    const doubt = errors * relativeError(noise, point.requests);
    return point.perSecond * (1 + doubt) < enough;
  });
}

function provenPerSecond(point: Point | null, noise: Noise): number {
  if (point === null) return Number.NEGATIVE_INFINITY;
  return point.perSecond * (1 - ERRORS_OF_PROOF * relativeError(noise, point.requests));
}

/**
 * The nearest curve that never falls, by pooling neighbors that do (pool adjacent violators). Up to
 * its best limit a service does not get slower with more in flight: where it seems so, it is noise.
 */
function neverFalling(curve: Curve): Curve {
  const pools: { readonly point: Point; readonly indexes: readonly number[] }[] = [];
  for (const [index, point] of curve.entries()) {
    if (point === null) continue;
    let pool = { point, indexes: [index] as readonly number[] };
    let below = pools.at(-1);
    while (below !== undefined && below.point.perSecond > pool.point.perSecond) {
      const joined = pooled(below.point, pool.point, Number.POSITIVE_INFINITY);
      pool = { point: joined, indexes: [...below.indexes, ...pool.indexes] };
      pools.pop();
      below = pools.at(-1);
    }
    pools.push(pool);
  }
  return curve.map(
    (_, index) => pools.find(({ indexes }) => indexes.includes(index))?.point ?? null,
  );
}

/** The share of the best rate that is enough. */
const NEARLY_ALL = 0.98;
/** The share of the best rate that a lower index must give for sure, but for a standard error. */
const SURELY_ENOUGH = 0.85;
/** Share of the best rate that one index less is worth. */
const LOSS_PER_STEP = 0.01;
const ERRORS_OF_LIKENESS = 0.3;
const ERRORS_OF_CONTRADICTION = 3;
/** Standard errors by which an index must fall short to be bad; on a busy machine too few cost more than too many. */
const ERRORS_OF_DOUBT = 2;
const ERRORS_OF_DOUBT_IF_BUSY = 1.3;
/** Standard errors that are taken off before an index counts as best. */
const ERRORS_OF_PROOF = 0.7;
/** After 100 windows, a third of what was known about the other limits is left: then they may be tried again. */
const KEPT_PER_WINDOW = Math.exp(-1 / 100);
