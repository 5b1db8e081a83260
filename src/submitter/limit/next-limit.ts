import { rungAt } from "./limit-ladder.ts";
import { type LimitState, restartedAt, settledLimitOf } from "./limit-state.ts";
import type { LimitMove } from "./limiter.ts";
import { withNextTrial } from "./next-trial.ts";
import { isBusy, FIRST_NOISE, noiseAfter, noiseOfChange, errorOfRatio } from "./noise.ts";
import {
  contradicts,
  highestBadRung,
  learned,
  settledRung,
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
 * give nearly all of the best rate ("home"). Some windows are trials of another limit: ever higher ones
 * as long as that brings more, lower ones until it is clear which are too low, and now and then a higher
 * one. When home is no longer as fast as it was, it forgets the rates, stays where it is and starts over.
 *
 * Limiters that follow latency (Vegas, Netflix's Gradient2, Envoy's gradient) go down when a machine
 * with other work answers later, and there too few in flight cost most. So what moves this one is rates,
 * as in TCP BBR, and only beyond their noise.
 */
export function nextLimit(state: LimitState, window: Window): Decision {
  const isMute = window.perSecond === 0 && !window.isStorm;
  if (isMute || !window.isFull) return decision(state, goneHome(state), "");
  const surprise = surpriseIn(state, window);
  // One odd window may be a hiccup; the second is a change.
  const isSure = surprise === state.surprise;
  if (surprise !== 0 && !isSure) return decision(state, { ...state, surprise }, "");
  if (window.isStorm && state.rung === state.home) return retreat(state);
  if (surprise !== 0) return startOver(state, window, surprise);
  return learn({ ...state, surprise }, window);
}

/** A window in which the limit held nothing back, or nothing was answered, says nothing. */
function goneHome(state: LimitState): LimitState {
  return { ...state, rung: state.home, surprise: 0 };
}

function surpriseIn({ curve, rung, home, noise }: LimitState, window: Window): -1 | 0 | 1 {
  const known = curve[rung] ?? null;
  if (rung !== home || known === null || known.perSecond === 0) return 0;
  if (known.requests < FEWEST_FOR_SURPRISE) return 0;
  const error = errorOfRatio(noise, window.requests, known.requests);
  const deviation = window.perSecond / known.perSecond - 1;
  if (Math.abs(deviation) <= Math.max(SURPRISING_SHARE, SURPRISING_ERRORS * error)) return 0;
  return deviation > 0 ? 1 : -1;
}

function learn(state: LimitState, window: Window): Decision {
  const { rung, home } = state;
  const known = state.curve[rung] ?? null;
  const isTrial = rung !== home;
  const noise = isTrial || known === null ? state.noise : noiseAfter(state.noise, known, window);
  // A trial replaces what an earlier one found, if that does not hold any more.
  const isOutdated = isTrial && known !== null && contradicts(window, known, noise);
  const kept = isOutdated ? 0 : Math.max(MEMORY_REQUESTS, MEMORY_WINDOWS * window.requests);
  const curve = withoutOvertaken(learned(state.curve, rung, window, kept), rung, home);
  const best = settledRung(curve, noise, home);
  // The rates of long ago are no evidence that less is as good: only what was tried just now is.
  const settled = { ...state, noise, curve, home: best < home && best !== rung ? home : best };
  const next = isTrial ? afterTrial(state, settled, window) : afterRest(state, settled, window);
  return decision(state, withNextTrial(next), whyMoved(state, settled.home));
}

function afterRest(before: LimitState, settled: LimitState, { ended }: Window): LimitState {
  const { requestsUntilLookUp, requestsUntilLookDown } = settled;
  // What was tried before the noise was known was judged in haste.
  const isNews = isBusy(settled.noise) && !isBusy(before.noise);
  return {
    ...settled,
    requestsUntilLookUp: isNews ? 0 : requestsUntilLookUp - ended,
    requestsUntilLookDown: requestsUntilLookDown - ended,
  };
}

/** Climb on from a higher limit that is better; leave one alone that is not, for what it has cost. */
function afterTrial(before: LimitState, settled: LimitState, window: Window): LimitState {
  const { rung, home, curve, noise } = settled;
  const pause = pauseAfter(settled, window);
  if (rung < before.home) {
    if (home === rung) return { ...settled, isSearchingDown: true, requestsUntilLookDown: 0 };
    const isSearchingDown = rung <= highestBadRung(curve, noise, home);
    return { ...settled, isSearchingDown, requestsUntilLookDown: 2 * pause };
  }
  if (home > before.home) return { ...settled, isClimbing: true, requestsUntilLookUp: 0 };
  return { ...settled, requestsUntilLookUp: isPromising(settled, window) ? window.ended : pause };
}

/** Whether a higher limit may well bring more, as far as noise lets one see. */
function isPromising({ curve, noise, rung, home }: LimitState, { turnedAway }: Window): boolean {
  const [there, here] = [curve[rung] ?? null, curve[home] ?? null];
  if (turnedAway > 0 || there === null || here === null) return false;
  const ratio = there.perSecond / here.perSecond;
  return ratio + errorOfRatio(noise, there.requests, here.requests) / 2 > PROMISING_RATIO;
}

/** Requests to wait for before a higher limit again. */
function pauseAfter(settled: LimitState, window: Window): number {
  const { ended, turnedAway } = window;
  const pause = PAUSE_PER_ENDED * ended + pauseForLoss(settled, window);
  return Math.max(pause, PAUSE_PER_TURNED_AWAY * turnedAway);
}

/** Requests to wait for before another trial, for what this one has lost, as far as it was not noise. */
function pauseForLoss({ curve, home, rung, noise }: LimitState, window: Window): number {
  const here = curve[home] ?? window;
  const error = errorOfRatio(noise, window.requests, here.requests);
  const doubt = (rung > home ? ERRORS_FORGIVEN_ABOVE : ERRORS_FORGIVEN_BELOW) * error;
  const lostShare = Math.max(0, 1 - window.perSecond / here.perSecond - doubt);
  return PAUSE_PER_LOST * lostShare * window.ended;
}

function whyMoved({ rung, home }: LimitState, newHome: number): string {
  if (newHome < home) return "as fast with fewer in flight";
  return rung > home ? "faster with more in flight" : "slower with fewer in flight";
}

/**
 * The service is not what it was: what is known of it holds no more. One that became slower may need as
 * many in flight as before, if it is short of processors, or fewer: that is looked into from where it was.
 */
function startOver(state: LimitState, window: Window, surprise: -1 | 1): Decision {
  const { home } = state;
  const known = state.curve[home] ?? null;
  const noise =
    known === null ? FIRST_NOISE : noiseOfChange(noiseAfter(state.noise, known, window));
  const begun = { ...restartedAt(state, home), noise };
  if (surprise > 0) return decision(state, begun, "");
  const { perSecond, requests, turnedAway } = window;
  const curve = begun.curve.map((_, rung) =>
    rung === home ? { perSecond, requests, turnedAway } : null,
  );
  return decision(state, withNextTrial({ ...begun, curve, isClimbing: false }), "");
}

/** Requests are turned away at home: a step back at once, with no climb to the same wall. */
function retreat(state: LimitState): Decision {
  const guess = rungAt(state.ladder, settledLimitOf(state) * SHARE_AFTER_STORM);
  const rung = Math.max(0, Math.min(guess, state.home - 1));
  const next = { ...restartedAt(state, rung), isClimbing: false };
  return decision(state, next, "the service turned requests away");
}

function decision(before: LimitState, state: LimitState, reason: string): Decision {
  const limit = settledLimitOf(state);
  return { state, move: limit === settledLimitOf(before) ? null : { limit, reason } };
}

const FEWEST_FOR_SURPRISE = 16;
const SURPRISING_SHARE = 0.15;
/** Standard errors beyond which a window is no chance. */
const SURPRISING_ERRORS = 4;
/** At home, what was seen before counts for at most so many requests or windows, whichever is more. */
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
const SHARE_AFTER_STORM = 0.7;
