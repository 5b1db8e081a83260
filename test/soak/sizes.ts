/** The commands to kill, in turn. */
export const KILLED = ["send", "watch", "run"] as const;

export type KilledName = (typeof KILLED)[number];

/** Size of the test. */
export interface SoakSize {
  /** Number of frames of each killed command. */
  readonly framesOfEach: number;
  readonly kills: Readonly<Record<KilledName, number>>;
  /** Earliest and latest kill after a start, in milliseconds. */
  readonly betweenMs: readonly [number, number];
  /** Number of frames of the watch that is not killed. */
  readonly watchedFrames: number;
  /** Interval of memory measurements of that watch, in milliseconds. */
  readonly collectEveryMs: number;
}

/**
 * There must be enough frames for all kills: they come on average a second after a start, which itself
 * takes some tenths, and the service answers at most 250 frames per second.
 */
const FULL: SoakSize = {
  framesOfEach: 17_000,
  kills: { send: 67, watch: 67, run: 66 },
  betweenMs: [20, 2000],
  watchedFrames: 49_000,
  collectEveryMs: 2000,
};

const QUICK: SoakSize = {
  framesOfEach: 550,
  kills: { send: 3, watch: 3, run: 4 },
  betweenMs: [20, 1500],
  watchedFrames: 2000,
  collectEveryMs: 100,
};

export const SIZES = { full: FULL, quick: QUICK } as const;
