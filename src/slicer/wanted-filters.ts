import type { WantedFrames } from "./wanted-frames.ts";

/**
 * Filters that select the frames that were asked for one by one, and end ffmpeg behind the last of them.
 *
 * Conditions are trees, so that a list of many thousands takes some twenty comparisons a frame.
 *
 * @param endSeconds time from which on the video shows nothing; may be infinite.
 */
export function wantedFilters(wanted: WantedFrames, endSeconds: number): readonly string[] {
  return wanted.kind === "times"
    ? timeFilters(wanted.seconds.map(microseconds), microseconds(endSeconds))
    : indexFilters(wanted.indexes);
}

/** Filters that select frames by their place, ascending, among those that come this far. */
export function indexFilters(indexes: readonly number[]): readonly string[] {
  const last = indexes.at(-1) ?? -1;
  const leaf = ([first, end]: Range): string =>
    first === end ? `eq(n,${first})` : `between(n,${first},${end})`;
  const tree = treeOf(rangesOf(indexes), ([, end]) => `lte(n,${end})`, leaf);
  return [`trim=end_frame=${last + 1}`, `select='${tree}'`];
}

/**
 * A frame is shown until the next one comes, which no filter knows beforehand. So each frame is split in two: one
 * half keeps its time, the other takes the time of the frame before, together with whether a wanted time lies between
 * the two. Sorted by time, this other half comes just before the frame that it tells of. Pictures are not copied.
 *
 * Times are four times as fine meanwhile: `4t + 3` is a frame, `4t + 1` and `4t + 2` announce it as wanted and as not
 * wanted. The last frame is announced by none; it is wanted if a time lies between it and the end.
 */
function timeFilters(times: readonly number[], end: number): readonly string[] {
  const [first = 0] = times;
  const last = times.at(-1) ?? 0;
  const lastShown = times.findLast((time) => time < end) ?? Number.NaN;
  const next = treeOf(times, (time) => `lte(ld(0),${time})`, String);
  const isWanted = `if(eq(N,1),lt(${first},PTS),lte(ld(0),${last})*lt(${next},PTS))`;
  const announcing = `if(isnan(PREV_INPTS),4*PTS-2,st(0,PREV_INPTS);4*ld(0)+2-${isWanted})`;
  // A time before the first frame stands for the first one: a lone frame comes 5 behind what announces it.
  const isShownLast = Number.isNaN(lastShown)
    ? "0"
    : `gt(pts-prev_pts,2)*gte(${lastShown},if(eq(pts-prev_pts,5),0,floor(pts/4)))`;
  return [
    "settb=AVTB",
    "setpts='if(isnan(PTS),if(isnan(PREV_OUTPTS),0,PREV_OUTPTS+1),if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1)))'",
    `split[frame][next];[next]setpts='${announcing}'[announced];[frame]setpts='4*PTS+3'[shown];[announced][shown]interleave`,
    // Frames are let through as long as either limit lets them: the first one may come after all wanted times.
    `trim=end_frame=3:end_pts=${4 * last + 4}`,
    `select='eq(mod(pts,4),3)*(eq(pts-prev_pts,2)+${isShownLast})'`,
    "setpts='floor(PTS/4)'",
  ];
}

/** True for a frame that is shown at a time, unless a later one is. @param frameSeconds time at which it begins. */
export function isFrameUpTo(frameSeconds: number, seconds: number): boolean {
  return Math.round(frameSeconds * 1e6) <= microseconds(seconds);
}

/** In whole microseconds, and a little later, for times are often rounded to milliseconds. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6) + MAX_EARLY_MICROSECONDS;
}

/** So much later a frame may begin than the time at which it is wanted. */
const MAX_EARLY_MICROSECONDS = 500;

type Range = readonly [first: number, last: number];

/** Consecutive indexes as one. */
function rangesOf(indexes: readonly number[]): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const index of indexes) {
    const range = ranges.at(-1);
    if (range !== undefined && index === range[1] + 1) range[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}

/** An expression of ffmpeg that finds one of many items by halving. @param isUpTo true if the one looked for is not behind an item. */
function treeOf<Item>(
  items: readonly Item[],
  isUpTo: (item: Item) => string,
  leaf: (item: Item) => string,
): string {
  const branch = (some: readonly Item[]): string => {
    const [only] = some;
    if (only === undefined) return "0";
    if (some.length === 1) return leaf(only);
    const half = Math.ceil(some.length / 2);
    const lastBefore = some[half - 1] ?? only;
    return `if(${isUpTo(lastBefore)},${branch(some.slice(0, half))},${branch(some.slice(half))})`;
  };
  return branch(items);
}
