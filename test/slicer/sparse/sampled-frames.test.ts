import { expect, test } from "vitest";
import { inOrder } from "../../../src/slicer/sparse/in-order.ts";
import { packetIn, tickSecondsIn } from "../../../src/slicer/sparse/packet-lines.ts";
import { framesAtTimes } from "../../../src/slicer/sparse/frames-at-times.ts";
import { planSeeks } from "../../../src/slicer/sparse/seek-plan.ts";
import { sampledFrames } from "../../../src/slicer/sparse/sampled-frames.ts";
import { FfmpegLog } from "../../../src/slicer/ffmpeg-log.ts";

const WHOLE = { startSeconds: 0, durationSeconds: null } as const;

test("a packet's line tells stream, time and flags", () => {
  const packet = { stream: 0, pts: 512, isKey: false, isDiscarded: false };
  expect(packetIn("0,       -512,        512,      512,   412111, 0xb327ecab, F=0x0")).toEqual(
    packet,
  );
  expect(packetIn("1, 0, 0, 512, 494223, 0x1ee58de8")).toEqual({
    ...packet,
    stream: 1,
    pts: 0,
    isKey: true,
  });
  expect(packetIn("0, 0, 0, 1, 9, 0x0a, F=0x5, S=1, 4")).toMatchObject({
    isKey: true,
    isDiscarded: true,
  });
  expect(packetIn("0, 0, -9223372036854775808, 1, 9, 0x0a")).toMatchObject({ pts: null });
  expect(packetIn("#codec_id 0: h264")).toBeNull();
  expect(tickSecondsIn("#tb 0: 1/12800")).toBe(1 / 12_800);
});

test("the first frame of each period is wanted, in the order of showing, and no period twice", () => {
  // In the order of decoding, with a gap of two periods.
  const pts = [0, 3, 1, 2, 9, 29, 31, 30];
  const { wanted, frameCount } = sampledFrames({ pts, tickSeconds: 1 }, { ...WHOLE, fps: 0.1 });
  expect(frameCount).toBe(8);
  expect(wanted.map(({ period, position }) => [period, pts[position]])).toEqual([
    [0, 0],
    [2, 29],
    [3, 30],
  ]);
});

test("a part has its start, and not its end", () => {
  const pts = [0, 1, 2, 3, 4, 5];
  const part = { fps: 1, startSeconds: 2, durationSeconds: 3 };
  const { wanted } = sampledFrames({ pts, tickSeconds: 1 }, part);
  expect(wanted.map(({ position }) => position)).toEqual([2, 3, 4]);
});

test("a frame behind a keyframe in the file and shown before it is decoded from an earlier one on", () => {
  const pts = [0, 2, 1, 6, 4, 5, 8, 7];
  const openLog = (): FfmpegLog => new FfmpegLog();
  const packets = { pts, tickSeconds: 1, keyframes: [0, 3], cleanKeyframes: [0, 3], openLog };
  const seeks = planSeeks(packets, [5, 7]);
  expect(seeks).toMatchObject([
    { placeSeconds: null, cleanTicks: [0], runUpFrames: 6 },
    { placeSeconds: 6.2, cleanTicks: [0, 6], runUpFrames: 5 },
  ]);
});

test("tasks at once give their results in order, and those that run are waited for", async () => {
  let [running, most] = [0, 0];
  const run = async (ms: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, ms));
    running -= 1;
    return ms;
  };
  const all: number[] = [];
  for await (const ms of inOrder([30, 1, 20, 2], 2, run)) all.push(ms);
  expect([all, most]).toEqual([[30, 1, 20, 2], 2]);
  for await (const _ of inOrder([1, 30, 30], 2, run)) break;
  expect(running).toBe(0);
});

test("the frame of a time is the last one that begins by then, the first one of a time before all, and comes once", () => {
  // In the order of decoding; frames are half a second apart.
  const pts = [2, 5, 3, 4, 8, 6, 7];
  const list = { pts, tickSeconds: 0.5 };
  const shown = (...seconds: readonly number[]): unknown =>
    framesAtTimes(list, seconds)?.positions.map((position) => pts[position]);
  expect(shown(0, 0.3, 1)).toEqual([2]);
  expect(shown(1.4, 1.4996, 2.9)).toEqual([2, 3, 5]);
  expect(framesAtTimes(list, [1.4, 2.9])?.frameCount).toBe(5);
  expect(shown(3.9)).toEqual([7]);
  // How long the last frame is shown is not known here.
  expect(shown(1.4, 4)).toBeUndefined();
});
