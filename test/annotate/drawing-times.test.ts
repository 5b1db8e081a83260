import { expect, test } from "vitest";
import { drawingTimes, type FoundFrame } from "../../src/annotate/drawing-times.ts";

const box = { x: 0, y: 0, width: 1, height: 1 };

function frame(ptsSeconds: number, label: string | null): FoundFrame {
  const findings = label === null ? [] : [{ label, confidence: null, box }];
  return { ptsSeconds, findings, text: null };
}

const timesOf = (frames: readonly FoundFrame[], holdSeconds: number) =>
  [...drawingTimes(frames, holdSeconds)].map(({ atSeconds, drawn }) => [
    atSeconds,
    drawn?.findings[0]?.label ?? null,
  ]);

test("a drawing is shown until the next result", () => {
  expect(timesOf([frame(0, null), frame(1, "a"), frame(2, "b"), frame(3, null)], 5)).toEqual([
    [1, "a"],
    [2, "b"],
    [3, null],
  ]);
});

test("a drawing is shown for so long at most, also behind the last result", () => {
  expect(timesOf([frame(1, "a"), frame(9, "b")], 2)).toEqual([
    [1, "a"],
    [3, null],
    [9, "b"],
    [11, null],
  ]);
});

test("a result whose time does not rise is left out", () => {
  expect(timesOf([frame(1, "a"), frame(1, "b"), frame(0.5, "c"), frame(2, null)], 9)).toEqual([
    [1, "a"],
    [2, null],
  ]);
});

test("results without anything to draw change nothing", () => {
  expect(timesOf([frame(0, null), frame(1, null)], 1)).toEqual([]);
});
