import { indexAt } from "./limit-ladder.ts";
import { type LimitState, restartedAt, settledLimitOf } from "./limit-state.ts";
import type { LimitMove } from "./limiter.ts";
import { withNextTrial } from "./next-trial.ts";
import { isBusy, FIRST_NOISE, noiseAfter, noiseOfChange, errorOfRatio } from "./noise.ts";
import {
  contradicts,
  highestBadIndex,
  learned,
  settledIndex,
  withoutOvertaken,
} from "./service-curve.ts";
import type { Window } from "./window-meter.ts";

export interface Decision {
  readonly state: LimitState;
  /** Set if the limit has settled on another number. */
  readonly move: LimitMove | null;
}

/**
 * Decides under which limit to go on after a window.
 *
 * It remembers how fast the service was under each limit, and settles on the lowest one that is shown to
 * give nearly all of the best rate. Some windows are trials of another limit: ever higher ones
 * as long as that brings more, lower ones until it is clear which are too low, and now and then a higher
 * one. When the settled limit is no longer as fast as it was, it forgets the rates, stays where it is and starts over.
 *
 * Limiters that follow latency (Vegas, Netflix's Gradient2, Envoy's gradient) go down when a machine
 * with other work answers later, and there too few in flight cost most. So what moves this one is rates,
 * as in TCP BBR, and only beyond their noise.
 */
export function nextLimit(state: LimitState, window: Window): Decision {
  const isMute = window.perSecond === 0 && !window.isRejectionBurst;
  if (isMute || !window.isFull) return decision(state, goneHome(state), "");
  const shift = shiftIn(state, window);
  // One odd window may be a hiccup; the second is a change.
  const isSure = shift === state.shift;
  if (shift !== 0 && !isSure) return decision(state, { ...state, shift }, "");
  if (window.isRejectionBurst && state.index === state.settled) return retreat(state);
  if (shift !== 0) return startOver(state, window, shift);
  return learn({ ...state, shift }, window);
}

/** A window in which the limit held nothing back, or nothing was answered, says nothing. */
function goneHome(state: LimitState): LimitState {
  return { ...state, index: state.settled, shift: 0 };
}

function shiftIn({ curve, index, settled, noise }: LimitState, window: Window): -1 | 0 | 1 {
  const known = curve[index] ?? null;
  if (index !== settled || known === null || known.perSecond === 0) return 0;
  if (known.requests < MIN_FOR_SURPRISE) return 0;
  const error = errorOfRatio(noise, window.requests, known.requests);
  const deviation = window.perSecond / known.perSecond - 1;
  if (Math.abs(deviation) <= Math.max(SURPRISING_SHARE, SURPRISING_ERRORS * error)) return 0;
  return deviation > 0 ? 1 : -1;
}

function learn(state: LimitState, window: Window): Decision {
  const { index, settled } = state;
  const known = state.curve[index] ?? null;
  const isTrial = index !== settled;
  const noise = isTrial || known === null ? state.noise : noiseAfter(state.noise, known, window);
  // A trial replaces what an earlier one found, if that does not hold any more.
  const isOutdated = isTrial && known !== null && contradicts(window, known, noise);
  const kept = isOutdated ? 0 : Math.max(MEMORY_REQUESTS, MEMORY_WINDOWS * window.requests);
  const curve = withoutOvertaken(learned(state.curve, index, window, kept), index, settled);
  const best = settledIndex(curve, noise, settled);
  // The rates of long ago are no evidence that less is as good: only what was tried just now is.
  const after = {
    ...state,
    noise,
    curve,
    settled: best < settled && best !== index ? settled : best,
  };
  const next = isTrial ? afterTrial(state, after, window) : afterRest(state, after, window);
  return decision(state, withNextTrial(next), whyMoved(state, after.settled));
}

function afterRest(before: LimitState, after: LimitState, { ended }: Window): LimitState {
  const { requestsUntilLookUp, requestsUntilLookDown } = after;
  // What was tried before the noise was known was judged in haste.
  const isNews = isBusy(after.noise) && !isBusy(before.noise);
  return {
    ...after,
    requestsUntilLookUp: isNews ? 0 : requestsUntilLookUp - ended,
    requestsUntilLookDown: requestsUntilLookDown - ended,
  };
}

/** Climb on from a higher limit that is better; leave one alone that is not, for what it has cost. */
function afterTrial(before: LimitState, after: LimitState, window: Window): LimitState {
  const { index, settled, curve, noise } = after;
  const pause = pauseAfter(after, window);
  if (index < before.settled) {
    if (settled === index) return { ...after, isSearchingDown: true, requestsUntilLookDown: 0 };
    const isSearchingDown = index <= highestBadIndex(curve, noise, settled);
    return { ...after, isSearchingDown, requestsUntilLookDown: 2 * pause };
  }
  if (settled > before.settled) return { ...after, isClimbing: true, requestsUntilLookUp: 0 };
  return { ...after, requestsUntilLookUp: isPromising(after, window) ? window.ended : pause };
}

/** True if a higher limit may well bring more, as far as noise lets one see. */
function isPromising({ curve, noise, index, settled }: LimitState, { rejected }: Window): boolean {
  const [there, here] = [curve[index] ?? null, curve[settled] ?? null];
  if (rejected > 0 || there === null || here === null) return false;
  const ratio = there.perSecond / here.perSecond;
  return ratio + errorOfRatio(noise, there.requests, here.requests) / 2 > PROMISING_RATIO;
}

/** Requests to wait for before a higher limit again. */
function pauseAfter(after: LimitState, window: Window): number {
  const { ended, rejected } = window;
  const pause = PAUSE_PER_ENDED * ended + pauseForLoss(after, window);
  return Math.max(pause, PAUSE_PER_TURNED_AWAY * rejected);
}

/** Requests to wait for before another trial, for what this one has lost, as far as it was not noise. */
function pauseForLoss({ curve, settled, index, noise }: LimitState, window: Window): number {
  const here = curve[settled] ?? window;
  const error = errorOfRatio(noise, window.requests, here.requests);
  const doubt = (index > settled ? ERRORS_FORGIVEN_ABOVE : ERRORS_FORGIVEN_BELOW) * error;
  const lostShare = Math.max(0, 1 - window.perSecond / here.perSecond - doubt);
  return PAUSE_PER_LOST * lostShare * window.ended;
}

function whyMoved({ index, settled }: LimitState, newSettled: number): string {
  if (newSettled < settled) return "as fast with fewer in flight";
  return index > settled ? "faster with more in flight" : "slower with fewer in flight";
}

/**
 * The service is not what it was: what is known of it holds no more. One that became slower may need as
 * many in flight as before, if it is short of processors, or fewer: that is looked into from where it was.
 */
function startOver(state: LimitState, window: Window, shift: -1 | 1): Decision {
  const { settled } = state;
  const known = state.curve[settled] ?? null;
  const noise =
    known === null ? FIRST_NOISE : noiseOfChange(noiseAfter(state.noise, known, window));
  const begun = { ...restartedAt(state, settled), noise };
  if (shift > 0) return decision(state, begun, "");
  const { perSecond, requests, rejected } = window;
  const curve = begun.curve.map((_, index) =>
    index === settled ? { perSecond, requests, rejected } : null,
  );
  return decision(state, withNextTrial({ ...begun, curve, isClimbing: false }), "");
}

/** Requests are turned away at the settled limit: a step back at once, with no climb to the same wall. */
function retreat(state: LimitState): Decision {
  const guess = indexAt(state.ladder, settledLimitOf(state) * SHARE_AFTER_BURST);
  const index = Math.max(0, Math.min(guess, state.settled - 1));
  const next = { ...restartedAt(state, index), isClimbing: false };
  return decision(state, next, "the service turned requests away");
}

function decision(before: LimitState, state: LimitState, reason: string): Decision {
  const limit = settledLimitOf(state);
  return { state, move: limit === settledLimitOf(before) ? null : { limit, reason } };
}

const MIN_FOR_SURPRISE = 16;
const SURPRISING_SHARE = 0.15;
/** Standard errors beyond which a window is no chance. */
const SURPRISING_ERRORS = 4;
/** At the settled limit, what was seen before counts for at most so many requests or windows, whichever is more. */
const MEMORY_REQUESTS = 500;
const MEMORY_WINDOWS = 20;
/** A look at a higher limit makes requests wait longer: not more often than at every fifth one. */
const PAUSE_PER_ENDED = 4;
/** At most a fiftieth of the throughput is lost by trials. */
const PAUSE_PER_LOST = 50;
/** Standard errors of what a trial seems to lose that are taken for noise. */
const ERRORS_FORGIVEN_ABOVE = 1;
const ERRORS_FORGIVEN_BELOW = 0;
/** At most one request in a hundred is turned away by looking up. */
const PAUSE_PER_TURNED_AWAY = 100;
/** So much more is worth a second look. */
const PROMISING_RATIO = 1.06;
const SHARE_AFTER_BURST = 0.7;
