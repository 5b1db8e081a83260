/** The commands that are killed, in the order in which their turn comes. */
export const KILLED = ["send", "watch", "run"] as const;

export type KilledName = (typeof KILLED)[number];

/** How much of everything. */
export interface SoakSize {
  /** Frames that each of the killed commands carries. */
  readonly framesOfEach: number;
  readonly kills: Readonly<Record<KilledName, number>>;
  /** Earliest and latest kill after a start, in milliseconds. */
  readonly betweenMs: readonly [number, number];
  /** Frames of the watch that nobody kills. */
  readonly watchedFrames: number;
  /** Pause between two looks at what memory that watch needs, in milliseconds. */
  readonly collectEveryMs: number;
}

/**
 * The kills must not run out of frames: they come on average a second after a start, which itself takes
 * some tenths, and the service answers at most 250 frames a second.
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
