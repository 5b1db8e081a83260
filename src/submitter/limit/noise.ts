import type { Window } from "./window-meter.ts";

/** Scatter of the rates of a service under one and the same limit. */
export interface Noise {
  /**
   * Variance that one request brings into a rate, as a share of the rate's square: 0 for clockwork,
   * about 1 for answers that come at random.
   */
  readonly variance: number;
  /** Windows that this rests on. */
  readonly windows: number;
}

/** Noise assumed before anything was seen. */
export const FIRST_NOISE: Noise = { variance: 0.5, windows: 2 };

/** True if rates scatter by more than answers that come at random explain, as on a busy machine. */
export function isBusy({ variance }: Noise): boolean {
  return variance > VARIANCE_OF_BUSY;
}

/** Standard error of a rate that rests on so many requests, as a share of it. */
export function relativeError({ variance }: Noise, requests: number): number {
  return Math.sqrt(variance / Math.max(1, requests));
}

/** Standard error of the ratio of two rates, as a share of it. */
export function errorOfRatio(noise: Noise, requests: number, otherRequests: number): number {
  return Math.hypot(relativeError(noise, requests), relativeError(noise, otherRequests));
}

/** Requests that a rate must rest on for such a standard error, as a share of it. */
export function requestsForError({ variance }: Noise, error: number): number {
  return variance / error ** 2;
}

/** The noise after one more window under a limit whose rate is known. */
export function noiseAfter(noise: Noise, known: Rate, window: Window): Noise {
  if (known.perSecond === 0) return noise;
  // One far-off window says more about a change than about noise.
  const deviation = Math.min(1, window.perSecond / known.perSecond - 1);
  const seen = deviation ** 2 / (1 / window.requests + 1 / known.requests);
  const windows = noise.windows + 1;
  const share = Math.max(1 / windows, MIN_SHARE);
  const variance = noise.variance + share * (seen - noise.variance);
  return { variance: Math.max(MIN_VARIANCE, variance), windows };
}

/**
 * The noise to go on with after a change, which may have been noise as well: it is believed for a
 * while, and soon forgotten when nothing else confirms it.
 */
export function noiseOfChange({ variance }: Noise): Noise {
  const { windows } = FIRST_NOISE;
  return {
    variance: Math.min(MAX_AFTER_CHANGE, Math.max(FIRST_NOISE.variance, variance)),
    windows,
  };
}

interface Rate {
  readonly perSecond: number;
  readonly requests: number;
}

/** Weight of the last window, after many. */
const MIN_SHARE = 0.05;
const MIN_VARIANCE = 0.001;
/** A standard error of an eighth for a rate that rests on 256 requests. */
const MAX_AFTER_CHANGE = 4;
/** Answers that come at random bring 1. */
const VARIANCE_OF_BUSY = 1.5;
