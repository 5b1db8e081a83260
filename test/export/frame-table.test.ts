import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { ExportFrame } from "../../src/export/export-frame.ts";
import { FrameTable } from "../../src/export/frame-table.ts";
import { sameSources } from "../../src/export/same-sources.ts";
import { frameAt, found } from "./sample-frame.ts";

function settled(...frames: readonly ExportFrame[]): FrameTable {
  const table = new FrameTable(new DatabaseSync(""));
  for (const frame of frames) table.add(frame);
  table.settle();
  return table;
}

test("frames come in the order of the video, source by source, as often as they are asked for", () => {
  const other = { source: "other.mp4", sourceNumber: 1 };
  const frames = [frameAt(2), frameAt(1, other), frameAt(10), frameAt(0, other), frameAt(1)];
  const table = settled(...frames);
  const wanted = [frameAt(1), frameAt(2), frameAt(10), frameAt(0, other), frameAt(1, other)];
  expect([...table]).toEqual(wanted);
  expect([...table]).toEqual(wanted);
});

test("the last result of a frame counts, and the others are counted", () => {
  const table = settled(
    frameAt(0, { findings: found("cat") }),
    frameAt(1),
    frameAt(0, { findings: found("dog") }),
    frameAt(1, { isDelivered: false, size: null }),
  );
  expect([...table].map(({ findings, isDelivered }) => [findings, isDelivered])).toEqual([
    [found("dog"), true],
    [[], false],
  ]);
  expect(table.supersededCount).toBe(2);
});

test("a frame keeps its place in the recording of its camera", () => {
  const recorded = frameAt(0, { recording: { file: "/yard/1.mkv", offsetSeconds: 0 } });
  expect([...settled(recorded, frameAt(1))]).toEqual([recorded, frameAt(1)]);
});

test("a frame that was sent again under the absolute path of its source is the same frame", () => {
  const table = settled(
    frameAt(0, { source: "./clips/clip.mp4", isDelivered: false }),
    frameAt(1, { source: "./clips/clip.mp4" }),
    frameAt(0, { source: "/home/me/clips/clip.mp4", findings: found("cat") }),
  );
  expect([...table].map(({ index, sourceNumber }) => [index, sourceNumber])).toEqual([
    [0, 1],
    [1, 1],
  ]);
});

test("spellings of one source are told from names of others", () => {
  const names = [
    "clip.mp4",
    "/a/clip.mp4",
    "/a/other-clip.mp4",
    "lip.mp4",
    "-",
    ".",
    "../b/",
    "/a/b",
  ];
  expect([...sameSources(names)]).toEqual([
    ["clip.mp4", "/a/clip.mp4"],
    ["../b/", "/a/b"],
  ]);
});
