import { expect, test } from "vitest";
import { FrameTimes } from "../../src/slicer/frame-times.ts";

test("each time of a frame can be taken by its index, and a frame without one has none", async () => {
  const times = new FrameTimes();
  times.record(0, 1.5);
  times.record(1, null);
  expect([await times.take(0), await times.take(1)]).toEqual([1.5, null]);
});

test("a request for the time of a frame waits until it is recorded", async () => {
  const times = new FrameTimes();
  const third = times.take(3);
  times.record(2, 2.5);
  times.record(3, 3.5);
  expect([await third, await times.take(2)]).toEqual([3.5, 2.5]);
});

test("a request for a time that never comes is answered at the end of the slice", async () => {
  const times = new FrameTimes();
  const before = times.take(0);
  times.end();
  expect([await before, await times.take(99_999)]).toEqual([null, null]);
});

test("the memory of frame times follows the backlog and not the length of the video", async () => {
  const times = new FrameTimes();
  let maxPages = 0;
  for (let index = 0; index < 100_000; index += 1) {
    times.record(index, index / 25);
    if (index >= 100) expect(await times.take(index - 100)).toBe((index - 100) / 25);
    maxPages = Math.max(maxPages, times.pageCount);
  }
  expect(maxPages).toBeLessThanOrEqual(2);
});

test("frames that are announced and never written take bounded memory, if it is limited", async () => {
  const times = new FrameTimes(3);
  for (let index = 0; index < 30_000; index += 1) {
    times.record(index, index);
    if (index % 1000 > 0) expect(await times.take(index)).toBe(index);
  }
  expect(times.pageCount).toBe(3);
  expect([await times.take(0), await times.take(29_000)]).toEqual([null, 29_000]);
});
