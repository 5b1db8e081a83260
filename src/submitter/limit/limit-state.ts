import { limitLadder, indexAt } from "./limit-ladder.ts";
import { FIRST_NOISE, type Noise } from "./noise.ts";
import type { Curve } from "./service-curve.ts";

/** All that the decision remembers. */
export interface LimitState {
  /** The limits that may be tried, ascending; a place in it is an index. */
  readonly ladder: readonly number[];
  readonly curve: Curve;
  readonly noise: Noise;
  /** The index that the limit has settled on. */
  readonly settled: number;
  /** The index in use: `settled`, or one that is on trial. */
  readonly index: number;
  /** Last window at the settled limit: 1 if far faster than what was known, -1 if far slower, else 0. */
  readonly shift: -1 | 0 | 1;
  /** True if higher limits brought more until now, so that the next trial is twice as high. */
  readonly isClimbing: boolean;
  /** True if this is the first climb, which looks beyond a plateau. */
  readonly isFirstClimb: boolean;
  /** True if the last look at a lower limit was clear, so that the next one need not wait. */
  readonly isSearchingDown: boolean;
  /** Requests that still have to end before the next higher limit is tried again. */
  readonly requestsUntilLookUp: number;
  /** Requests that still have to end before a lower limit that was too low is tried again. */
  readonly requestsUntilLookDown: number;
}

/**
 * @param max a whole number of at least 1.
 * @param remembered the limit that suited in an earlier run; `null` where none is on record.
 */
export function firstState(max: number, remembered: number | null): LimitState {
  const ladder = limitLadder(max);
  const settled = indexAt(ladder, remembered ?? FIRST_LIMIT);
  const isNew = remembered === null;
  return {
    ladder,
    curve: ladder.map(() => null),
    noise: FIRST_NOISE,
    settled,
    index: settled,
    shift: 0,
    isClimbing: isNew,
    isFirstClimb: isNew,
    isSearchingDown: true,
    requestsUntilLookUp: 0,
    requestsUntilLookDown: 0,
  };
}

/** The state of one who knows nothing but where to go on, and climbs from there. */
export function restartedAt(state: LimitState, index: number): LimitState {
  return {
    ...state,
    curve: state.ladder.map(() => null),
    // What was noise may have been the change.
    noise: FIRST_NOISE,
    settled: index,
    index,
    shift: 0,
    isClimbing: true,
    isFirstClimb: false,
    isSearchingDown: true,
    requestsUntilLookUp: 0,
    requestsUntilLookDown: 0,
  };
}

/** The limit to keep now. */
export function limitOf({ ladder, index }: LimitState): number {
  return ladder[index] ?? 1;
}

/** The limit without trials. */
export function settledLimitOf({ ladder, settled }: LimitState): number {
  return ladder[settled] ?? 1;
}

/** Small, so as not to flood a small service; not 1, so as not to begin with a queue of one at a slow one. */
const FIRST_LIMIT = 4;
