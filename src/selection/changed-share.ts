import type { RegionMask } from "./region-mask.ts";

/**
 * Share of the pixels of a mask, from 0 to 1, whose luma differs from that of the background by more than noise does.
 *
 * What pixels of about the same luma have in common does not count, such as a change of the light, which takes more from
 * bright ones than from dark ones: the median of their differences is taken off each of them.
 */
export function changedShare(
  values: Uint8Array,
  background: Uint8Array,
  { positions }: RegionMask,
): number {
  if (positions.length === 0) return 0;
  const counts = Array.from({ length: LEVELS }, () => new Uint32Array(DIFFERENCES));
  for (const at of positions) {
    const before = background[at] ?? 0;
    const difference = (values[at] ?? 0) - before + MAX_DIFFERENCE;
    const ofLevel = counts[before >> LEVEL_BITS] as Uint32Array;
    ofLevel[difference] = (ofLevel[difference] ?? 0) + 1;
  }
  const common = counts.map((ofLevel) => medianOf(ofLevel, positions.length * MIN_LEVEL_SHARE));
  const changed = counts.map((ofLevel, level) => changedIn(ofLevel, nearest(common, level)));
  return changed.reduce((sum, count) => sum + count, 0) / positions.length;
}

function changedIn(counts: Uint32Array, common: number): number {
  let changed = 0;
  for (const [difference, count] of counts.entries())
    if (Math.abs(difference - common) > NOISE) changed += count;
  return changed;
}

/** The value in the middle, of how often each occurs; `null` if there are too few of them. */
function medianOf(counts: Uint32Array, minTotal: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 || total < minTotal) return null;
  let sum = 0;
  for (const [value, count] of counts.entries()) {
    sum += count;
    if (sum * 2 >= total) return value;
  }
  return null;
}

/** The value of a level, or of the nearest ones that have one. */
function nearest(common: readonly (number | null)[], level: number): number {
  for (let distance = 0; distance < LEVELS; distance += 1) {
    const [darker, brighter] = [common[level - distance] ?? null, common[level + distance] ?? null];
    if (darker !== null && brighter !== null) return (darker + brighter) / 2;
    if (darker !== null || brighter !== null) return darker ?? brighter ?? MAX_DIFFERENCE;
  }
  return MAX_DIFFERENCE;
}

const MAX_DIFFERENCE = 255;
const DIFFERENCES = 2 * MAX_DIFFERENCE + 1;
/** Pixels of the background are told apart by the upper four of the eight bits of their luma. */
const LEVEL_BITS = 4;
const LEVELS = 2 ** (8 - LEVEL_BITS);
/** A level with fewer pixels may be covered by what moves. */
const MIN_LEVEL_SHARE = 0.03;
/**
 * Of 255, in a picture 160 pixels wide. With 10, coarse noise and a light that fades to two thirds within some seconds
 * show as motion; with 14, a gray object before them is missed in a quarter of the frames. `test/selection/motion-clip.test.ts`
 * has these clips.
 */
const NOISE = 12;
