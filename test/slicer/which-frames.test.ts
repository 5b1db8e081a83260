import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO, LATE_START_VIDEO, VFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import type { SliceSettings } from "../../src/slicer/ffmpeg-arguments.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { ffmpeg, probedTimes, testPicture } from "../support/videos/ffmpeg-made.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import { type Sliced, slice } from "../support/stages/sliced.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-which-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);
const SECOND = testPicture("64x48", 1, 25);

/** Times in whole microseconds, so that they can be compared. */
function microseconds(times: readonly (number | null)[]): readonly number[] {
  return times.map((time) => Math.round((time ?? Number.NaN) * 1e6));
}

/** The greatest difference between two lists of times of the same length, in microseconds. */
function maxDifference(times: readonly (number | null)[], expected: readonly number[]): number {
  expect(times).toHaveLength(expected.length);
  const [ours, theirs] = [microseconds(times), microseconds(expected)];
  return Math.max(...ours.map((time, at) => Math.abs(time - (theirs[at] ?? Number.NaN))));
}

describe("few frames of a video are no sign that it is incomplete", () => {
  test.each<[string, Partial<SliceSettings>, number]>([
    ["a rate with a period longer than the video", { fps: 0.1 }, 1],
    ["a rate whose second period is not over", { fps: 0.3 }, 2],
    ["a step longer than the video", { every: 1000 }, 1],
    ["a step that leaves two frames", { every: 60 }, 2],
    ["a step of a slow rate", { every: 2, fps: 0.5 }, 1],
    ["a moment", { startSeconds: 2, durationSeconds: 0.04 }, 1],
    ["a slow rate in a part", { startSeconds: 1, durationSeconds: 2.5, fps: 0.5 }, 2],
  ])("at %s", async (_, settings, count) => {
    const { report } = await slice(CFR, folder, settings);
    expect(report.problem?.message).toBeUndefined();
    expect(report.frameCount).toBe(count);
  });

  test("but a video that was cut short is incomplete at a low rate, too", async () => {
    const [whole, cut] = [join(folder, "whole.mkv"), join(folder, "cut.mkv")];
    await ffmpeg(folder, ...testPicture("64x48", 20, 25), whole);
    const bytes = await readFile(whole);
    await writeFile(cut, bytes.subarray(0, bytes.length * 0.6));
    const { report } = await slice(cut, folder, { fps: 1 });
    expect(report.problem?.message).toContain(`ends after ${report.frameCount} frames`);
  });
});

describe("the times of frames are those of ffprobe", () => {
  // Both begin with sound, and the picture comes in at 0.6 s; ffmpeg counts from its own zero.
  const soundFirst = [
    ...["-itsoffset", "0.33", "-f", "lavfi", "-i", "sine=d=1"],
    ...["-itsoffset", "0.6", ...SECOND, "-map", "1:v", "-map", "0:a", "-fps_mode", "passthrough"],
  ];
  // The clock of a broadcast has 33 bits, at 90 kHz.
  const OWN_CLOCK: Readonly<Record<string, readonly string[]>> = {
    "grid.mov": ["-video_track_timescale", "25"],
    "turning.ts": ["-output_ts_offset", String(2 ** 33 / 90_000 - 2.5)],
  };
  test.each([
    ["a mov of whole 25ths, whose sound begins between two of them", "grid.mov"],
    ["a broadcast whose sound begins before its picture", "grid.ts"],
    ["a broadcast whose clock turns over on the way", "turning.ts"],
    ["a matroska file whose sound begins before its picture", "grid.mkv"],
  ])("in %s", async (_, name) => {
    const path = join(folder, name);
    await ffmpeg(folder, ...soundFirst, ...(OWN_CLOCK[name] ?? []), path);
    const { times, report } = await slice(path, folder);
    expect(report.problem).toBeNull();
    expect(maxDifference(times, await probedTimes(path))).toBeLessThanOrEqual(2);
  });

  test.each([
    ["an avi of whole 25ths", "coarse.avi", 0.33],
    ["a broadcast", "part.ts", 0.33],
    ["a matroska file", "part.mkv", 0.5],
    ["an mp4 with B-frames", "part.mp4", 0.49],
  ])("in a part of %s", async (_, name, startSeconds) => {
    const path = join(folder, name);
    await ffmpeg(folder, ...SECOND, path);
    const probed = await probedTimes(path);
    const { times } = await slice(path, folder, { startSeconds });
    // ffmpeg rounds the place to the nearest frame.
    const beginning = (probed[0] ?? 0) + startSeconds;
    const nearest = probed.filter((time) => time >= beginning - 0.02 - 1e-6);
    const expected = nearest.slice((times[0] ?? 0) > (nearest[0] ?? 0) + 1e-5 ? 1 : 0);
    expect(expected.length).toBeGreaterThan(5);
    expect(maxDifference(times, expected)).toBeLessThanOrEqual(2);
  });

  test("in a part of a broadcast whose keyframes are far apart", async () => {
    const path = join(folder, "far.ts");
    await ffmpeg(folder, ...testPicture("64x48", 14, 10), "-c:v", "libx264", "-g", "90", path);
    const probed = await probedTimes(path);
    const { times } = await slice(path, folder, { startSeconds: 12, durationSeconds: 1 });
    const beginning = (probed[0] ?? 0) + 12;
    const expected = probed.filter((time) => time > beginning - 0.01 && time < beginning + 0.99);
    expect(expected).toHaveLength(10);
    expect(maxDifference(times, expected)).toBeLessThanOrEqual(2);
  });

  test("from a position in a video that starts late, counted from its first frame", async () => {
    const path = fixtureVideoPath(LATE_START_VIDEO.fileName);
    const { times, folder: frames, names } = await slice(path, folder, { startSeconds: 1 });
    expect(times[0]).toBe(7.5);
    expect(await frameIndexOfImage(await readFile(join(frames, names[0] ?? "")))).toBe(25);
  });

  test("of a chosen frame, which keeps its own picture under a number of its own", async () => {
    const { names, times, folder: frames } = await slice(CFR, folder, { every: 40 });
    expect(names).toEqual(["frame_00000000.jpg", "frame_00000001.jpg", "frame_00000002.jpg"]);
    expect(times).toEqual([0, 1.6, 3.2]);
    const images = names.map(async (name) => await readFile(join(frames, name)));
    const indexes = images.map(async (image) => await frameIndexOfImage(await image));
    expect(await Promise.all(indexes)).toEqual([0, 40, 80]);
  });
});

test("a rate above the video's own never repeats a frame", async () => {
  const { report } = await slice(fixtureVideoPath(VFR_VIDEO.fileName), folder, {
    fps: 240,
  });
  expect(report.frameCount).toBe(VFR_VIDEO.frameCount);
});

describe("keyframes only", () => {
  test.each<[string, Partial<SliceSettings>, readonly number[]]>([
    ["are all of them, with their own times", {}, [0, 2, 4, 6, 8]],
    ["are chosen among by a rate", { fps: 0.3 }, [0, 4, 8]],
    ["are chosen among by a step", { every: 2 }, [0, 4, 8]],
    ["begin with the first one behind the start", { startSeconds: 3 }, [4, 6, 8]],
    ["end before the end", { durationSeconds: 6 }, [0, 2, 4]],
    ["go on where an earlier slice has ended", { firstIndex: 3 }, [6, 8]],
  ])("%s", async (_, settings, expected) => {
    const path = join(folder, "keyframes.mp4");
    const coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-bf", "2"];
    await ffmpeg(folder, ...testPicture("64x48", 10, 10), ...coding, path);
    const { times, report } = await slice(path, folder, { keyframes: true, ...settings });
    expect(report).toMatchObject({ problem: null, frameCount: expected.length });
    expect(times).toEqual(expected);
  });

  test("are no sign that a video is incomplete, and one that was cut short is", async () => {
    const [whole, cut] = [join(folder, "far.mkv"), join(folder, "far-cut.mkv")];
    await ffmpeg(folder, ...testPicture("64x48", 9, 10), "-g", "1000", whole);
    const bytes = await readFile(whole);
    await writeFile(cut, bytes.subarray(0, bytes.length * 0.6));
    const [all, part] = [
      await slice(whole, folder, { keyframes: true }),
      await slice(cut, folder, { keyframes: true }),
    ];
    expect(all.report).toMatchObject({ problem: null, frameCount: 1 });
    expect(part.report.problem?.message).toContain("far-cut.mkv is incomplete");
  });
});

describe("a picture whose size changes on the way", () => {
  async function changing(): Promise<string> {
    const path = join(folder, "changing.ts");
    await ffmpeg(folder, ...testPicture("64x48", 1, 20), "first.ts");
    await ffmpeg(folder, ...testPicture("96x64", 1, 20), "-output_ts_offset", "1", "second.ts");
    const halves = ["first.ts", "second.ts"].map((name) => readFile(join(folder, name)));
    await writeFile(path, Buffer.concat(await Promise.all(halves)));
    return path;
  }
  const gapsOf = ({ times }: Sliced): readonly number[] =>
    microseconds(times.slice(1)).map((time, at) => time - (microseconds(times)[at] ?? 0));

  test("goes on in the same step", async () => {
    const sliced = await slice(await changing(), folder, { every: 3 });
    expect(new Set(gapsOf(sliced))).toEqual(new Set([150_000]));
  });

  test("gives no period two frames", async () => {
    const sliced = await slice(await changing(), folder, { fps: 0.6 });
    expect(sliced.times).toHaveLength(2);
  });
});

describe("the size of the frames", () => {
  test.each<[string, Partial<SliceSettings>, string]>([
    ["both sides are as asked for", { widthPixels: 100, heightPixels: 100 }, "100x100"],
    ["a width alone keeps the aspect", { widthPixels: 100 }, "100x56"],
    ["a height alone keeps the aspect", { heightPixels: 90 }, "160x90"],
    ["an odd width is kept", { widthPixels: 101 }, "101x57"],
    ["a width above the video's enlarges", { widthPixels: 640 }, "640x360"],
  ])("%s", async (_, settings, size) => {
    const { folder: frames, names } = await slice(CFR, folder, { ...settings, every: 99 });
    const { width, height } = await sharp(join(frames, names[0] ?? "")).metadata();
    expect(`${width}x${height}`).toBe(size);
  });
});
