import type { Window } from "./window-meter.ts";

/** What is known about the service under one limit. */
export interface Point {
  /** Answers per second, less the requests that were turned away. */
  readonly perSecond: number;
  /** Requests that `perSecond` rests on; what was not seen again for long counts for fewer. */
  readonly requests: number;
  /** Requests that were turned away when it was last tried. */
  readonly turnedAway: number;
}

/** How fast the service is under each limit of the ladder; `null` where nothing is known. */
export type Curve = readonly (Point | null)[];

/** How much rates scatter by themselves. */
export interface Noise {
  /** Variance of one request's share in a rate, relative to the rate's square: 0 for clockwork, 1 for chance. */
  readonly variance: number;
  /** Windows that it rests on. */
  readonly windows: number;
}

/** What to think before anything was seen. */
export const FIRST_NOISE: Noise = { variance: 0.2, windows: 2 };

/**
 * The curve after one more window at a rung; what is known about the others fades.
 *
 * @param mostRequests how much of what was known about this rung still counts.
 */
export function learned(curve: Curve, rung: number, window: Window, mostRequests: number): Curve {
  const { perSecond, requests, turnedAway } = window;
  const before = curve[rung] ?? null;
  const point = { perSecond, requests, turnedAway };
  return curve.map((other, index) => {
    if (index === rung) return before === null ? point : pooled(before, point, mostRequests);
    return other === null ? null : { ...other, requests: other.requests * KEPT_PER_WINDOW };
  });
}

/** Rates are pooled by the time that each request took, so that a short lucky window weighs little. */
function pooled(before: Point, now: Point, mostRequests: number): Point {
  const old = Math.min(before.requests, mostRequests);
  const requests = old + now.requests;
  const isAnyZero = before.perSecond === 0 || now.perSecond === 0;
  const perSecond = isAnyZero
    ? (before.perSecond * old + now.perSecond * now.requests) / requests
    : requests / (old / before.perSecond + now.requests / now.perSecond);
  return { perSecond, requests, turnedAway: now.turnedAway };
}

/** The noise after one more window under a limit that was measured before. */
export function noiseAfter(noise: Noise, known: Point, window: Window): Noise {
  const deviation = Math.min(1, Math.max(-1, window.perSecond / (known.perSecond || 1) - 1));
  const seen = deviation ** 2 / (1 / window.requests + 1 / known.requests);
  const windows = noise.windows + 1;
  const share = Math.max(1 / windows, SLOWEST_LEARNING);
  const variance = noise.variance + share * (seen - noise.variance);
  return { variance: Math.max(LEAST_VARIANCE, variance), windows };
}

/** Standard error of a rate that rests on so many requests, as a share of it. */
export function relativeError(noise: Noise, requests: number): number {
  return Math.sqrt(noise.variance / Math.max(1, requests));
}

/**
 * The lowest rung that gives nearly all that the best one gives, as far as one knows. The doubt goes
 * in favour of the lower rung: it costs little to stay there until it is clear.
 */
export function lowestGoodRung(curve: Curve, noise: Noise): number {
  const best = bestRung(curve, noise);
  const bad = highestBadRung(curve, noise, best);
  return curve.findIndex((point, rung) => rung > bad && point !== null);
}

/** The highest rung below `home` that is known to be too low; -1 if there is none. */
export function highestBadRung(curve: Curve, noise: Noise, home: number): number {
  const rate = enoughPerSecond(curve, noise);
  const smooth = rising(curve.slice(0, home + 1));
  return smooth.findLastIndex(
    (point, rung) => rung < home && point !== null && isClearlyBelow(point, rate, noise),
  );
}

/**
 * The nearest curve that never falls (pool adjacent violators): below the best rung more in flight
 * cannot bring less, so that what seems to do so is noise, and its points are pooled.
 */
function rising(curve: Curve): Curve {
  const pools: { point: Point; readonly rungs: number[] }[] = [];
  for (const [rung, point] of curve.entries()) {
    if (point === null) continue;
    pools.push({ point, rungs: [rung] });
    for (let last = pools.at(-1), lower = pools.at(-2); last !== undefined && lower !== undefined && lower.point.perSecond > last.point.perSecond; last = pools.at(-1), lower = pools.at(-2)) {
      pools.pop();
      lower.point = pooled(lower.point, last.point, Number.POSITIVE_INFINITY);
      lower.rungs.push(...last.rungs);
    }
  }
  const smooth: (Point | null)[] = curve.map(() => null);
  for (const { point, rungs } of pools) for (const rung of rungs) smooth[rung] = point;
  return smooth;
}

function isClearlyBelow(point: Point, perSecond: number, noise: Noise): boolean {
  const error = relativeError(noise, point.requests);
  return point.perSecond * (1 + ERRORS_IN_DOUBT * error) < perSecond;
}

function bestRung(curve: Curve, noise: Noise): number {
  const proven = curve.map((point) => provenPerSecond(point, noise));
  return proven.lastIndexOf(Math.max(...proven));
}

function enoughPerSecond(curve: Curve, noise: Noise): number {
  return NEARLY_ALL * Math.max(0, ...curve.map((point) => provenPerSecond(point, noise)));
}

/** What a point gives at least. */
function provenPerSecond(point: Point | null, noise: Noise): number {
  if (point === null) return Number.NEGATIVE_INFINITY;
  return point.perSecond * (1 - ERRORS_OF_PROOF * relativeError(noise, point.requests));
}

const NEARLY_ALL = 0.97;
const ERRORS_IN_DOUBT = 2;
const ERRORS_OF_PROOF = 0.7;
const KEPT_PER_WINDOW = Math.exp(-1 / 300);
const SLOWEST_LEARNING = 0.05;
const LEAST_VARIANCE = 0.001;
