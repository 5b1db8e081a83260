import { describe, expect, test } from "vitest";
import {
  areSeeksCheaper,
  MEASURED_COSTS,
  minSeekPeriodSeconds,
} from "../../../src/slicer/sparse/seek-cost.ts";
import type { Seek } from "../../../src/slicer/sparse/seek-plan.ts";

/** Ten minutes of 1080p at 30 frames/s and 5 Mbit/s, with a keyframe each 250 frames: the clip of `bench sampling`. */
const FRAMES = 18_000;
const GROUP = 250;
const SIZE = { pixelCount: 1920 * 1080, byteCount: 20_850 };
const FACTS = { size: SIZE, costs: MEASURED_COSTS, cores: 2 };

function seeksEvery(seconds: number): readonly Seek[] {
  const count = Math.floor(600 / seconds);
  return Array.from({ length: count }, (_, at) => seekWith(((at * seconds * 30) % GROUP) + 1));
}

function seekWith(runUpFrames: number): Seek {
  return { microseconds: 0, placeSeconds: null, cleanTicks: [], runUpFrames };
}

describe("seeks", () => {
  test.each([
    // Measured: 1.5 times as long as one pass.
    [5, false],
    // 0.56 to 0.66 of one pass.
    [10, true],
    // 0.14 of it.
    [60, true],
  ])("to one frame in %i s of a long 1080p video are worth it: %s", (seconds, isCheaper) => {
    expect(areSeeksCheaper(seeksEvery(seconds), FRAMES, FACTS)).toBe(isCheaper);
  });

  test("are worth it later where frames cost less: few bytes, or few pixels", () => {
    const lean = { ...SIZE, byteCount: 2000 };
    expect(areSeeksCheaper(seeksEvery(10), FRAMES, { ...FACTS, size: lean })).toBe(true);
    expect(areSeeksCheaper(seeksEvery(7), FRAMES, { ...FACTS, size: lean })).toBe(false);
    const small = { pixelCount: 320 * 180, byteCount: 2000 };
    expect(areSeeksCheaper(seeksEvery(10), FRAMES, { ...FACTS, size: small })).toBe(false);
    expect(areSeeksCheaper(seeksEvery(60), FRAMES, { ...FACTS, size: small })).toBe(true);
  });

  test("need packets to be listed only where they could be worth it", () => {
    const periodOf = (size: typeof SIZE): number => minSeekPeriodSeconds(30, size, MEASURED_COSTS);
    expect(periodOf(SIZE)).toBeGreaterThan(2);
    expect(periodOf(SIZE)).toBeLessThan(5);
    expect(periodOf({ pixelCount: 320 * 180, byteCount: 1000 })).toBeGreaterThan(20);
  });
});
