import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO, VFR_VIDEO, LATE_START_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { ffmpeg, probedTimes, testPicture } from "../support/videos/ffmpeg-made.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import { slice, type Sliced } from "../support/stages/sliced.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-wanted-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

async function indexesOf({ folder: frames, names }: Sliced): Promise<readonly unknown[]> {
  const images = names.map(async (name) => await readFile(join(frames, name)));
  return await Promise.all(images.map(async (image) => await frameIndexOfImage(await image)));
}

const times = (...seconds: number[]) => ({ wanted: { kind: "times", seconds } }) as const;
const indexes = (...places: number[]) =>
  ({ wanted: { kind: "indexes", indexes: places } }) as const;

describe("a time gives the frame that is shown at it", () => {
  test.each([
    ["the first one at the beginning", [0], [0]],
    ["that of a frame's own time", [0.04, 1.6], [1, 40]],
    ["that before it, between two", [0.079, 1.639], [1, 40]],
    ["once, for several times of it", [1, 1.01, 1.02], [25]],
    ["the last one until the end", [3.97, 3.99], [99]],
    ["many", [0.5, 1, 1.5, 2, 2.5], [12, 25, 37, 50, 62]],
  ])("%s", async (_, seconds, expected) => {
    const sliced = await slice(CFR, folder, times(...seconds));
    expect(sliced.report.problem?.message).toBeUndefined();
    expect(await indexesOf(sliced)).toEqual(expected);
    expect(sliced.times.map((time) => Math.round((time ?? 0) * 25))).toEqual(expected);
  });
});

/** Places of the frames that are shown at times, by the times of all frames as ffprobe has them. */
function shownAt(probed: readonly number[], seconds: readonly number[]): readonly number[] {
  const zero = probed[0] ?? 0;
  const places = seconds.map((time) => probed.findLastIndex((at) => at - zero <= time + 4e-4));
  return [...new Set(places)];
}

describe("frames of times are those of all frames, in", () => {
  const coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
  const BROADCAST_TURN = ["-output_ts_offset", String(2 ** 33 / 90_000 - 2.5)];
  test.each<[string, string, readonly string[]]>([
    ["an mp4 with B-frames and an open GOP", "b.mp4", ["-bf", "3", "-g", "40", "-flags", "-cgop"]],
    ["a matroska file", "a.mkv", ["-g", "12"]],
    ["a broadcast", "a.ts", ["-g", "25", "-bf", "2"]],
    ["a broadcast whose clock turns over on the way", "turn.ts", ["-g", "25", ...BROADCAST_TURN]],
    ["a variable rate", "v.mkv", ["-vf", "select='not(mod(n*n,5))'", "-fps_mode", "passthrough"]],
    ["an avi", "a.avi", []],
  ])("%s", async (_, name, options) => {
    const path = join(folder, name);
    await ffmpeg(folder, ...testPicture("64x48", 6, 25), ...coding, ...options, path);
    const probed = await probedTimes(path);
    const wanted = [0.01, 0.5, 0.505, 1.37, 2.5, 3.33, 4.999, 5.7];
    const { times: found, report } = await slice(path, folder, times(...wanted));
    expect(report.problem?.message).toBeUndefined();
    const expected = shownAt(probed, wanted).map((place) => probed[place] ?? Number.NaN);
    expect(found).toHaveLength(expected.length);
    for (const [at, time] of found.entries())
      expect(Math.abs((time ?? Number.NaN) - (expected[at] ?? Number.NaN))).toBeLessThan(3e-6);
  });

  test("a video that starts late, where times count from its first frame", async () => {
    const sliced = await slice(fixtureVideoPath(LATE_START_VIDEO.fileName), folder, times(1));
    expect(await indexesOf(sliced)).toEqual([25]);
  });

  test("a fixture of variable rate", async () => {
    const path = fixtureVideoPath(VFR_VIDEO.fileName);
    const probed = await probedTimes(path);
    const wanted = probed.filter((_, at) => at % 3 === 1).map((time) => time - (probed[0] ?? 0));
    const sliced = await slice(path, folder, times(...wanted));
    expect(await indexesOf(sliced)).toEqual(probed.flatMap((_, at) => (at % 3 === 1 ? [at] : [])));
  });

  test("a video whose picture begins after its sound: the first one stands for times before it", async () => {
    const path = join(folder, "sound-first.mkv");
    const sound = ["-f", "lavfi", "-i", "sine=d=2", "-itsoffset", "0.6"];
    await ffmpeg(folder, ...sound, ...testPicture("64x48", 1, 25), "-c:v", "mpeg4", path);
    const probed = await probedTimes(path);
    const { times: found } = await slice(path, folder, times(0, 0.1));
    expect(found).toEqual([probed[0]]);
  });

  test("a single picture", async () => {
    const path = join(folder, "single.mkv");
    await ffmpeg(folder, ...testPicture("64x48", 1, 25), "-frames:v", "1", path);
    const { report } = await slice(path, folder, times(0, 0.02));
    expect([report.frameCount, report.problem?.message]).toEqual([1, undefined]);
  });
});

describe("frames of indexes", () => {
  test("are those of the whole video", async () => {
    const sliced = await slice(CFR, folder, indexes(0, 7, 8, 9, 42, 99));
    expect(sliced.report.problem?.message).toBeUndefined();
    expect(await indexesOf(sliced)).toEqual([0, 7, 8, 9, 42, 99]);
    expect(sliced.times[4]).toBe(1.68);
  });

  test("go on where an earlier slice has ended, as those of times do", async () => {
    const all = indexes(3, 50, 70);
    expect(await indexesOf(await slice(CFR, folder, { ...all, firstIndex: 2 }))).toEqual([70]);
    const late = await slice(CFR, folder, { ...times(0, 1, 2), firstIndex: 1 });
    expect([await indexesOf(late), late.names[0]]).toEqual([[25, 50], "frame_00000001.jpg"]);
  });
});

describe("what is not there is named", () => {
  test.each([
    [
      "a time behind the end",
      times(1, 600),
      "cfr.mp4, which is 4.0 s long, ends before 600 s",
      [25],
    ],
    ["several", times(4.5, 5, 6), "ends before 4.5 s, 5 s, 6 s", []],
    [
      "an index",
      indexes(99, 100, 5000),
      "cfr.mp4, which is 4.0 s long, ends before frame 100, frame 5000",
      [99],
    ],
  ])("%s", async (_, wanted, message, expected) => {
    const sliced = await slice(CFR, folder, wanted);
    expect(sliced.report.problem?.message).toContain(message);
    expect(sliced.report.problem?.kind).toBe("source");
    expect(await indexesOf(sliced)).toEqual(expected);
  });

  test("also where nothing new was sliced", async () => {
    const { report } = await slice(CFR, folder, { ...times(1, 600), firstIndex: 1 });
    expect(report.problem?.message).toContain("ends before 600 s");
  });

  test("also of a stream that does not say how long it is", async () => {
    const path = join(folder, "raw.h264");
    await ffmpeg(folder, ...testPicture("64x48", 2, 25), "-c:v", "libx264", path);
    const { report } = await slice(path, folder, times(1, 60));
    expect(report.problem?.message).toContain("ends before 60 s");
    expect(report.frameCount).toBe(2);
  });
});

test("a video is read only as far as the last frame that is wanted", async () => {
  const [whole, cut] = [join(folder, "whole.mkv"), join(folder, "cut.mkv")];
  await ffmpeg(folder, ...testPicture("64x48", 20, 25), whole);
  const bytes = await readFile(whole);
  await writeFile(cut, bytes.subarray(0, bytes.length * 0.6));
  const before = await slice(cut, folder, times(2));
  expect([before.report.problem?.message, before.report.warnings]).toEqual([undefined, []]);
  const listed = await slice(cut, folder, indexes(60));
  expect([listed.report.problem?.message, listed.report.warnings]).toEqual([undefined, []]);
  const behind = await slice(cut, folder, times(2, 18));
  expect(behind.report.problem?.message).toContain("cut.mkv is incomplete");
});

describe("a list of many thousands", () => {
  const path = () => join(folder, "long.mkv");
  beforeAll(async () => {
    const size = ["-f", "lavfi", "-i", "color=s=16x16:r=100:d=300", "-c:v", "mpeg4"];
    await ffmpeg(folder, ...size, "-bf", "0", path());
  });

  test("of times", async () => {
    const seconds = Array.from({ length: 6000 }, (_, at) => at / 20 + 0.005);
    const { report, times: found } = await slice(path(), folder, times(...seconds));
    expect(report.problem?.message).toBeUndefined();
    expect(found.map((time) => Math.round((time ?? 0) * 100))).toEqual(
      seconds.map((_, at) => at * 5),
    );
  });

  test("of indexes", async () => {
    const places = Array.from({ length: 10_000 }, (_, at) => at * 3);
    const { report, times: found } = await slice(path(), folder, indexes(...places));
    expect(report.problem?.message).toBeUndefined();
    expect(found.map((time) => Math.round((time ?? 0) * 100))).toEqual(places);
  });
});
