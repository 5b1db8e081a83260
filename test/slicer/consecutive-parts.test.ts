import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO, VFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { slice } from "../support/stages/sliced.ts";

let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;
beforeAll(async () => {
  scratch = await temporaryFolder();
  folder = scratch.path;
});
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
});

const SECOND = testPicture("64x48", 1, 25);
const B_FRAMES = ["-c:v", "libx264", "-g", "10", "-bf", "3"];
const NEGATIVE = ["-output_ts_offset", "-0.4", "-avoid_negative_ts", "disabled"];

describe("parts of a video that follow one another have each frame once", () => {
  const MADE: Readonly<Record<string, readonly string[]>> = {
    "b-frames.mp4": [...SECOND, ...B_FRAMES],
    "negative.mkv": [...SECOND, "-c:v", "libvpx", ...NEGATIVE],
    "broadcast.ts": [...SECOND, ...B_FRAMES],
    "coarse.avi": [...SECOND, "-c:v", "mpeg4"],
    "edit-list.mp4": ["-ss", "0.35", "-i", "b-frames.mp4", "-c", "copy"],
  };

  async function expectTiling(video: string, cuts: readonly [number, number]): Promise<void> {
    const [first, second] = cuts;
    const parts = [
      { durationSeconds: first },
      { startSeconds: first, durationSeconds: second - first },
      { startSeconds: second },
    ];
    const [whole, ...slices] = await Promise.all(
      [{}, ...parts].map(async (part) => await slice(video, folder, part)),
    );
    for (const { report } of slices) expect(report.problem).toBeNull();
    expect(slices.flatMap(({ times }) => times)).toEqual(whole?.times);
    expect(slices.every(({ names }) => names.length > 0)).toBe(true);
  }

  test.each(Object.entries(MADE))("of %s", async (name, words) => {
    await ffmpeg(folder, ...words, name);
    // One on a frame, one between two.
    await expectTiling(join(folder, name), [0.2, 0.45]);
  });

  test.each([[VFR_VIDEO.fileName, [1, 2.5]]] as const)("of %s", async (name, cuts) => {
    await expectTiling(fixtureVideoPath(name), cuts);
  });
});

describe("a video whose container carries no times", () => {
  test.each([
    ["bare.h264", B_FRAMES],
    ["bare.mjpeg", ["-c:v", "mjpeg"]],
  ])("(%s) has frames without times, and a place to begin", async (name, words) => {
    await ffmpeg(folder, ...SECOND, ...words, name);
    const video = join(folder, name);
    const whole = await slice(video, folder);
    expect(whole.report).toMatchObject({ problem: null, frameCount: 25 });
    expect(new Set(whole.times)).toEqual(new Set([null]));
    const part = await slice(video, folder, { startSeconds: 0.4, durationSeconds: 0.2 });
    expect(part.report).toMatchObject({ problem: null, frameCount: 5 });
    const [one, other] = await Promise.all(
      [join(whole.folder, whole.names[10] ?? ""), join(part.folder, part.names[0] ?? "")].map(
        async (path) => await readFile(path),
      ),
    );
    expect(other?.equals(one ?? Buffer.alloc(0))).toBe(true);
  });
});

describe("a last frame that is shown long", () => {
  test("is no sign that a GIF, an MP4, a Matroska or a Flash file is incomplete", async () => {
    await ffmpeg(folder, ...SECOND, "-final_delay", "900", "long.gif");
    await ffmpeg(folder, ...SECOND, "-c:v", "libx264", "-bf", "0", "source.mp4");
    const stretch = ["-c", "copy", "-bsf:v", "setts=duration='if(eq(N,24),9/TB,DURATION)'"];
    for (const name of ["long.mp4", "long.mkv", "long.flv"]) {
      await ffmpeg(folder, "-i", "source.mp4", ...stretch, name);
    }
    for (const name of ["long.gif", "long.mp4", "long.mkv", "long.flv"]) {
      const { report } = await slice(join(folder, name), folder);
      expect([name, report.problem?.message, report.frameCount]).toEqual([name, undefined, 25]);
    }
  });

  test("does not hide that a file ends before it, at the end of a cluster", async () => {
    const video = join(folder, "clusters.mkv");
    await ffmpeg(
      folder,
      ...testPicture("64x48", 4, 10),
      "-g",
      "5",
      "-cluster_time_limit",
      "500",
      video,
    );
    const bytes = await readFile(video);
    const cluster = bytes.lastIndexOf(Buffer.from("1f43b675", "hex"), bytes.length / 2);
    await writeFile(video, bytes.subarray(0, cluster));
    const { report } = await slice(video, folder);
    expect(report.problem?.message).toContain(`ends after ${report.frameCount} frames`);
  });

  test("does not hide that a Flash file ends before it, at the end of a tag", async () => {
    const video = join(folder, "tags.flv");
    await ffmpeg(folder, ...testPicture("64x48", 4, 10), "-c:v", "flv", "-an", video);
    let bytes = await readFile(video);
    // Behind each tag comes its length.
    for (let tags = 0; tags < 20; tags += 1)
      bytes = bytes.subarray(0, bytes.length - 4 - bytes.readUInt32BE(bytes.length - 4));
    await writeFile(video, bytes);
    const { report } = await slice(video, folder);
    expect(report.problem?.message).toContain("20 frames, 1.9 of 4.0 s (4.0 s were announced)");
  });
});

describe("pixels that are not square", () => {
  const sizeOf = async (video: string, settings: Parameters<typeof slice>[2]): Promise<string> => {
    const { folder: frames, names } = await slice(video, folder, { every: 99, ...settings });
    const { width, height } = await sharp(join(frames, names[0] ?? "")).metadata();
    return `${width}x${height}`;
  };

  test("stay as they are stored, or are enlarged until they are square", async () => {
    const video = join(folder, "anamorphic.mp4");
    await ffmpeg(folder, ...SECOND, "-vf", "setsar=4/3", ...B_FRAMES, video);
    expect(await sizeOf(video, {})).toBe("64x48");
    expect(await sizeOf(video, { squarePixels: true })).toBe("85x48");
    expect(await sizeOf(video, { squarePixels: true, widthPixels: 160 })).toBe("160x90");
    expect(await sizeOf(video, { squarePixels: true, heightPixels: 90 })).toBe("160x90");
  });

  test("that are tall make the picture taller, and square ones stay", async () => {
    const video = join(folder, "tall.mp4");
    await ffmpeg(folder, ...SECOND, "-vf", "setsar=1/2", ...B_FRAMES, video);
    expect(await sizeOf(video, { squarePixels: true })).toBe("64x96");
    expect(await sizeOf(fixtureVideoPath(CFR_VIDEO.fileName), { squarePixels: true })).toBe(
      "320x180",
    );
  });
});
