import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SliceSettings } from "../../../src/slicer/ffmpeg-arguments.ts";
import { MEASURED_COSTS } from "../../../src/slicer/sparse/seek-cost.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { slice } from "../../support/stages/sliced.ts";
import { sliceSparsely } from "../../support/stages/sliced-sparsely.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";

let near: string;
let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  scratch = await temporaryFolder();
  near = await make("near.mp4", "-g", "30");
});
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
});

const CODING = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-sc_threshold", "0"];

/** A video of 30 seconds, at 10 frames/s. */
async function make(name: string, ...coding: readonly string[]): Promise<string> {
  const video = join(scratch.path, name);
  await ffmpeg(scratch.path, ...testPicture("64x48", 30, 10), ...CODING, ...coding, video);
  return video;
}

const NEAREST = { nearestKeyframe: true, fps: 0.2 } as const;

describe("the nearest keyframe of each period", () => {
  test.each<[string, Partial<SliceSettings>, readonly number[]]>([
    ["is the first one in it, with its own time", {}, [0, 6, 12, 15, 21, 27]],
    ["has no earlier place to come from at a start", { startSeconds: 4 }, [6, 12, 15, 21, 27]],
    ["is missing where the video ends before it", { durationSeconds: 26 }, [0, 6, 12, 15, 21]],
    ["goes on where an earlier slice has ended", { firstIndex: 4 }, [21, 27]],
  ])("%s", async (_, settings, times) => {
    const options = { ...NEAREST, ...settings };
    const sliced = await sliceSparsely(near, scratch.path, options, MEASURED_COSTS);
    expect(sliced.report).toMatchObject({ problem: null, frameCount: times.length });
    expect(sliced).toMatchObject({ times, warnings: [], starts: 1 });
  });

  test.each([
    ["far.mp4", ["-g", "80"]],
    ["refresh.mp4", ["-x264-params", "intra-refresh=1:keyint=20"]],
    ["open.mp4", ["-x264-params", "open-gop=1:keyint=20"]],
  ])("gives way to exact frames where there are too few (%s)", async (name, words) => {
    const video = await make(name, ...words);
    const sliced = await sliceSparsely(video, scratch.path, NEAREST, MEASURED_COSTS);
    expect(sliced.times).toEqual([0, 5, 10, 15, 20, 25]);
    expect(sliced.report.problem).toBeNull();
    expect(sliced.warnings).toEqual([
      `${name} is decoded, and the exact frames are taken: its keyframes are farther apart than the frames that are asked for`,
    ]);
  });

  test("is found in a broadcast without an index, too", async () => {
    const video = await make("near.ts", "-g", "30");
    const sliced = await sliceSparsely(video, scratch.path, NEAREST, MEASURED_COSTS);
    expect(sliced).toMatchObject({ warnings: [], starts: 1 });
    const [first = 0] = sliced.times.map(Number);
    const relative = sliced.times.map((time) => Math.round((Number(time) - first) * 10) / 10);
    expect(relative).toEqual([0, 6, 12, 15, 21, 27]);
  });

  const VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"];
  const AV1 = ["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8"];
  test.each([
    ["vp9.webm", VP9],
    ["vp9.mp4", VP9],
    ["av1.mkv", AV1],
    ["av1.mp4", AV1],
  ])(
    "is taken of codecs whose decoders skip nothing, as keyframes alone are (%s)",
    async (name, coding) => {
      const video = join(scratch.path, name);
      const form = [...coding, "-b:v", "100k", "-g", "30", video];
      await ffmpeg(scratch.path, ...testPicture("64x48", 12, 10), ...form);
      const sliced = await sliceSparsely(video, scratch.path, NEAREST, MEASURED_COSTS);
      expect(sliced).toMatchObject({ times: [0, 6], warnings: [], starts: 1 });
      const keyframes = await slice(video, scratch.path, { keyframes: true });
      expect(keyframes.times).toEqual([0, 3, 6, 9]);
    },
  );
});
