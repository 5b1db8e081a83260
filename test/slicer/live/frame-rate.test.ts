import { expect, test } from "vitest";
import { frameRateOf } from "../../../src/slicer/live/frame-rate.ts";

const arrivals = [0, 1, 2, 3].map((at) => ({ atMs: 5000 + at, ptsSeconds: 7 + at * 0.04 }));

test("the rate of frames is that of the camera's clock, also of those that come at once", () => {
  expect(frameRateOf(arrivals, false)).toBe(25);
});

test("the rate of frames is not that of a clock that jumps once", () => {
  const jumped = [...arrivals, { atMs: 5004, ptsSeconds: 90 }, { atMs: 5005, ptsSeconds: 90.04 }];
  expect(frameRateOf(jumped, false)).toBe(25);
});

test("the rate of frames without times is that of their arrival", () => {
  expect(frameRateOf(arrivals, true)).toBe(1000);
});

test("the rate of one frame, or of frames with unknown times, is not known", () => {
  expect(frameRateOf(arrivals.slice(0, 1), false)).toBeNull();
  expect(
    frameRateOf(
      [
        { atMs: 1, ptsSeconds: null },
        { atMs: 2, ptsSeconds: null },
      ],
      false,
    ),
  ).toBeNull();
});
