/**
 * How fast requests may go to a service that turns away what comes faster, without saying how fast that
 * is: nginx's `limit_req`, a gateway's quota. More or fewer in flight does not help there; a pace does.
 */
export interface Pace {
  /** Frames a second. */
  readonly perSecond: number;
  /** The pace at which the service refused last; `null` while it has not at any. */
  readonly refusedPerSecond: number | null;
  /** When that was, or when the pace began, in monotonic milliseconds. */
  readonly sinceMs: number;
  /** What the pace was slowed down to then. */
  readonly floorPerSecond: number;
  /** Share of frames that were turned away, 0 to 1, the latest weighing most. */
  readonly refusedShare: number;
}

/** The pace to begin with. @param acceptedPerSecond what the service took of late. */
export function firstPace(acceptedPerSecond: number, nowMs: number): Pace {
  const perSecond = Math.max(MIN_FIRST_PER_SECOND, acceptedPerSecond);
  const floorPerSecond = perSecond;
  return { perSecond, refusedPerSecond: null, sinceMs: nowMs, floorPerSecond, refusedShare: 0 };
}

/**
 * The pace after a frame was taken that the pace had held back: by a seventh faster as long as the
 * service has refused none, so that the pace doubles with five frames; and else along the curve of CUBIC
 * (RFC 9438, 4.2): soon near the pace that was refused, slowly past it, and then faster and faster.
 */
export function paceAfterAccepted(pace: Pace, nowMs: number): Pace {
  const { refusedPerSecond, sinceMs, floorPerSecond } = pace;
  const refusedShare = pace.refusedShare * (1 - LATEST_WEIGHT);
  const past = (nowMs - sinceMs) / BACK_AFTER_MS - 1;
  const next =
    refusedPerSecond === null
      ? pace.perSecond * GROWTH_AT_FIRST
      : refusedPerSecond + (refusedPerSecond - floorPerSecond) * past ** 3;
  const perSecond = Math.min(MAX_PER_SECOND, Math.max(pace.perSecond, next));
  return { ...pace, perSecond, refusedShare };
}

/**
 * The pace after a frame was turned away: slower by the share of those that are, as DCTCP (RFC 8257)
 * has it, for a single one may just have come a moment too early. What was sent before the pace was
 * slowed down last says nothing new.
 */
export function paceAfterRefused(pace: Pace, startedMs: number, nowMs: number): Pace {
  const refusedShare = pace.refusedShare + LATEST_WEIGHT * (1 - pace.refusedShare);
  if (startedMs < pace.sinceMs) return pace;
  const kept = 1 - Math.min(MAX_CUT, refusedShare);
  const perSecond = Math.max(MIN_PER_SECOND, pace.perSecond * kept);
  const refusedPerSecond = pace.perSecond;
  return { perSecond, refusedPerSecond, sinceMs: nowMs, floorPerSecond: perSecond, refusedShare };
}

/** So few that a quota of a few a second is found at once, and so many that any is found within seconds. */
const MIN_FIRST_PER_SECOND = 10;
const MIN_PER_SECOND = 0.1;
/** Beyond this, it holds nothing back. */
const MAX_PER_SECOND = 100_000;
const GROWTH_AT_FIRST = 8 / 7;
/** Weight of the latest answer in the share of those turned away. */
const LATEST_WEIGHT = 1 / 16;
const MAX_CUT = 0.5;
/** How long it takes to be back at the pace that was refused: CUBIC's K, fixed. */
const BACK_AFTER_MS = 5000;
