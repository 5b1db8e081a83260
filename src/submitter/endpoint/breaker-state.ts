/**
 * State of a circuit breaker. `closed`: all requests go out. `open`: none, until a probe is due. `half-open`:
 * a probe is under way, and its outcome decides.
 *
 * Our own, after Envoy's outlier detection: a breaker of a library (cockatiel 4 was looked at) goes by
 * the wall clock, refuses instead of letting frames wait, and takes an answer to a request from before
 * the outage for news.
 */
export type BreakerState = ClosedBreaker | OpenBreaker | HalfOpenBreaker;

export interface ClosedBreaker {
  readonly state: "closed";
  /** Signs of an outage since the last good answer. */
  readonly consecutiveFailures: number;
  /** Share of signs of an outage among the last outcomes, 0 to 1, the latest weighing most. */
  readonly failureShare: number;
}

export interface OpenBreaker {
  readonly state: "open";
  readonly failedProbes: number;
  /** Reading of the monotonic clock, in milliseconds. */
  readonly probeAtMs: number;
}

export interface HalfOpenBreaker {
  readonly state: "half-open";
  readonly failedProbes: number;
}

export const CLOSED: ClosedBreaker = { state: "closed", consecutiveFailures: 0, failureShare: 0 };

/** Weight of the latest outcome in the share: about 40 outcomes are remembered. */
const LATEST_WEIGHT = 1 / 20;
const MAX_FAILURE_SHARE = 0.5;

/** After a good answer, be it to a probe or to what was sent before the breaker opened. */
export function onSuccess(breaker: BreakerState): ClosedBreaker {
  if (breaker.state !== "closed") return CLOSED;
  const { consecutiveFailures, failureShare } = breaker;
  if (consecutiveFailures === 0 && failureShare === 0) return breaker;
  const share = failureShare * (1 - LATEST_WEIGHT);
  return {
    state: "closed",
    consecutiveFailures: 0,
    failureShare: share < LATEST_WEIGHT / 2 ? 0 : share,
  };
}

/** Conditions under which one more failure opens the breaker, and the time of its next probe. */
export interface Opening {
  /** Signs of an outage in a row that open it, at least 1. */
  readonly consecutiveFailures: number;
  readonly nowMs: number;
  /** A number from 0 up to, and without, 1. */
  readonly random: number;
}

/** After a sign of an outage. */
export function onFailure(
  breaker: ClosedBreaker | HalfOpenBreaker,
  opening: Opening,
): BreakerState {
  if (breaker.state === "half-open") return opened(breaker.failedProbes + 1, opening);
  const consecutiveFailures = breaker.consecutiveFailures + 1;
  const failureShare = breaker.failureShare + LATEST_WEIGHT * (1 - breaker.failureShare);
  const opens =
    consecutiveFailures >= opening.consecutiveFailures || failureShare >= MAX_FAILURE_SHARE;
  return opens ? opened(0, opening) : { state: "closed", consecutiveFailures, failureShare };
}

/** Once a probe is on its way. */
export function onProbeStart({ failedProbes }: OpenBreaker): HalfOpenBreaker {
  return { state: "half-open", failedProbes };
}

/** After a probe that says nothing of the service: the next one is due at once. */
export function onProbeInconclusive({ failedProbes }: HalfOpenBreaker, nowMs: number): OpenBreaker {
  return { state: "open", failedProbes, probeAtMs: nowMs };
}

const FIRST_PROBE_AFTER_MS = 250;
/** A service that came back is noticed within this time. */
const MAX_PROBE_PAUSE_MS = 5000;

/** Pauses double up to the longest one; half of each is up to chance, so that clients spread out. */
function opened(failedProbes: number, { nowMs, random }: Opening): OpenBreaker {
  const pauseMs = Math.min(MAX_PROBE_PAUSE_MS, FIRST_PROBE_AFTER_MS * 2 ** failedProbes);
  return { state: "open", failedProbes, probeAtMs: nowMs + pauseMs * (0.5 + random / 2) };
}
