import { expect, test } from "vitest";
import { FrameTimes } from "../../src/slicer/frame-times.ts";

test("each time can be taken by its index, and a frame without one has none", () => {
  const times = new FrameTimes();
  times.record(0, 1.5);
  times.record(1, null);
  expect([times.take(0), times.take(1), times.take(99_999)]).toEqual([1.5, null, null]);
});

test("the memory follows the backlog and not the length of the video", () => {
  const times = new FrameTimes();
  let mostPages = 0;
  for (let index = 0; index < 100_000; index += 1) {
    times.record(index, index / 25);
    if (index >= 100) expect(times.take(index - 100)).toBe((index - 100) / 25);
    mostPages = Math.max(mostPages, times.pageCount);
  }
  expect(mostPages).toBeLessThanOrEqual(2);
});
