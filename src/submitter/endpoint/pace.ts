/**
 * Pace of requests to a service that throttles what comes faster, without saying how fast that
 * is: nginx's `limit_req`, a gateway's quota. More or fewer in flight does not help there; a pace does.
 */
export interface Pace {
  /** Frames a second. */
  readonly perSecond: number;
  /** Pace at which the service throttled last; `null` while it has not at any. */
  readonly throttledPerSecond: number | null;
  /** Time of that, or of the beginning of the pace, in monotonic milliseconds. */
  readonly sinceMs: number;
  /** Pace that it was slowed down to then. */
  readonly floorPerSecond: number;
  /** Share of frames that were throttled, 0 to 1, the latest weighing most. */
  readonly throttledShare: number;
}

/** The pace to begin with. @param acceptedPerSecond what the service took of late. */
export function firstPace(acceptedPerSecond: number, nowMs: number): Pace {
  const perSecond = Math.max(MIN_FIRST_PER_SECOND, acceptedPerSecond);
  const floorPerSecond = perSecond;
  return { perSecond, throttledPerSecond: null, sinceMs: nowMs, floorPerSecond, throttledShare: 0 };
}

/**
 * The pace after a frame was taken that the pace had held back: by a seventh faster as long as the
 * service has throttled none, so that the pace doubles with five frames; and else along the curve of CUBIC
 * (RFC 9438, 4.2): soon near the pace that was throttled, slowly past it, and then faster and faster.
 */
export function paceAfterAccepted(pace: Pace, nowMs: number): Pace {
  const { throttledPerSecond, sinceMs, floorPerSecond } = pace;
  const throttledShare = pace.throttledShare * (1 - LATEST_WEIGHT);
  const past = (nowMs - sinceMs) / BACK_AFTER_MS - 1;
  const next =
    throttledPerSecond === null
      ? pace.perSecond * GROWTH_AT_FIRST
      : throttledPerSecond + (throttledPerSecond - floorPerSecond) * past ** 3;
  const perSecond = Math.min(MAX_PER_SECOND, Math.max(pace.perSecond, next));
  return { ...pace, perSecond, throttledShare };
}

/**
 * The pace after a frame was throttled: slower by the share of those that are, as DCTCP (RFC 8257)
 * has it, for a single one may just have come a moment too early. What was sent before the pace was
 * slowed down last says nothing new.
 */
export function paceAfterThrottled(pace: Pace, startedMs: number, nowMs: number): Pace {
  const throttledShare = pace.throttledShare + LATEST_WEIGHT * (1 - pace.throttledShare);
  if (startedMs < pace.sinceMs) return pace;
  const kept = 1 - Math.min(MAX_CUT, throttledShare);
  const perSecond = Math.max(MIN_PER_SECOND, pace.perSecond * kept);
  const throttledPerSecond = pace.perSecond;
  return {
    perSecond,
    throttledPerSecond,
    sinceMs: nowMs,
    floorPerSecond: perSecond,
    throttledShare,
  };
}

/** So few that a quota of a few a second is found at once, and so many that any is found within seconds. */
const MIN_FIRST_PER_SECOND = 10;
const MIN_PER_SECOND = 0.1;
/** Beyond this, it holds nothing back. */
const MAX_PER_SECOND = 100_000;
const GROWTH_AT_FIRST = 8 / 7;
/** Weight of the latest answer in the share of those throttled. */
const LATEST_WEIGHT = 1 / 16;
const MAX_CUT = 0.5;
/** Time until it is back at the pace that was throttled: CUBIC's K, fixed. */
const BACK_AFTER_MS = 5000;
