import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { ffmpeg, probedTimes, testPicture } from "../support/videos/ffmpeg-made.ts";
import { slice } from "../support/stages/sliced.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-kinds-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
const SMALL = testPicture("160x120", 1, 10);

const KINDS: Readonly<Record<string, readonly string[]>> = {
  "plain.mp4": [...SMALL, ...H264],
  "plain.mov": [...SMALL, ...H264],
  "plain.mkv": [...SMALL, ...H264],
  "plain.webm": [...SMALL, "-c:v", "libvpx", "-b:v", "200k"],
  "plain.avi": [...SMALL, "-c:v", "mpeg4"],
  "plain.mpegts": [...SMALL, ...H264, "-f", "mpegts"],
  "plain.mpg": [...testPicture("160x120", 1, 25), "-c:v", "mpeg1video"],
  "plain.flv": [...SMALL, ...H264],
  "plain.wmv": [...SMALL, "-c:v", "wmv2"],
  "plain.3gp": [...SMALL, ...H264],
  "plain.ogv": [...SMALL, "-c:v", "libtheora"],
  "plain.gif": [...SMALL],
  "plain.mjpeg": [...SMALL, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"],
  "one-frame.mp4": [...SMALL, ...H264, "-frames:v", "1"],
  "odd-size.mp4": [...testPicture("161x121", 1, 10), ...H264.slice(0, 4), "-pix_fmt", "yuv444p"],
  "ten-bit.mkv": [...SMALL, ...H264.slice(0, 4), "-pix_fmt", "yuv420p10le"],
  "longer-sound.mp4": [...SMALL, "-f", "lavfi", "-i", "sine=d=6", ...H264, "-c:a", "aac"],
  "edit list.mp4": ["-ss", "0.35", "-i", "plain.mp4", "-c", "copy"],
  "a:b %d 'q\".mp4": [...SMALL, ...H264],
};

test.each(Object.entries(KINDS))("a video as %s is sliced to its end", async (name, words) => {
  await ffmpeg(folder, ...words, `file:${name}`);
  const path = join(folder, name);
  const { report, names } = await slice(path, folder);
  expect(report.problem).toBeNull();
  const { length } = await probedTimes(path);
  expect(length).toBeGreaterThan(0);
  expect([report.frameCount, names.length]).toEqual([length, length]);
});

test("a video whose size changes on the way keeps the size of the first frame", async () => {
  await ffmpeg(folder, ...testPicture("160x120", 1, 10), ...H264, "first.ts");
  await ffmpeg(
    folder,
    ...testPicture("320x240", 1, 10),
    ...H264,
    "-output_ts_offset",
    "1",
    "second.ts",
  );
  const halves = await Promise.all(
    ["first.ts", "second.ts"].map(async (name) => await readFile(join(folder, name))),
  );
  await writeFile(join(folder, "changing.ts"), Buffer.concat(halves));
  const { report, names, folder: frames } = await slice(join(folder, "changing.ts"), folder);
  expect(report).toMatchObject({ frameCount: 20, problem: null });
  const sizes = await Promise.all(
    names.map(async (name) => await sharp(join(frames, name)).metadata()),
  );
  expect(new Set(sizes.map(({ width, height }) => `${width}x${height}`))).toEqual(
    new Set(["160x120"]),
  );
});

test.each(["jpg", "png", "webp"] as const)("frames can be %s, in another size", async (format) => {
  const { names, folder: frames } = await slice(fixtureVideoPath(CFR_VIDEO.fileName), folder, {
    ...{ format, widthPixels: 160, every: 20 },
  });
  expect(names).toHaveLength(5);
  const metadata = await sharp(join(frames, names[0] ?? "")).metadata();
  expect(metadata).toMatchObject({
    format: format === "jpg" ? "jpeg" : format,
    width: 160,
    height: 90,
  });
});

test("a lower quality makes smaller images", async () => {
  const bytes = async (quality: number): Promise<number> => {
    const options = { quality, every: 50 };
    const { folder: frames, names } = await slice(
      fixtureVideoPath(CFR_VIDEO.fileName),
      folder,
      options,
    );
    return (await readFile(join(frames, names[0] ?? ""))).length;
  };
  expect(await bytes(30)).toBeLessThan(await bytes(95));
});

test.each(["mp4", "mkv", "flv", "avi"])(
  "a %s that is cut at 60 %% is incomplete, with its count",
  async (kind) => {
    const whole = join(folder, `whole.${kind}`);
    const codec = kind === "avi" ? ["-c:v", "mpeg4"] : H264;
    await ffmpeg(
      folder,
      ...testPicture("320x240", 8, 25),
      ...codec,
      "-movflags",
      "+faststart",
      whole,
    );
    const bytes = await readFile(whole);
    await writeFile(join(folder, `cut.${kind}`), bytes.subarray(0, bytes.length * 0.6));
    const { report, names } = await slice(join(folder, `cut.${kind}`), folder);
    expect(report.problem?.kind).toBe("source");
    expect(report.problem?.message).toContain(`it ends after ${names.length} frames`);
    expect(names.length).toBeGreaterThan(50);
    expect(names.length).toBeLessThan(200);
  },
);

test("an abort ends ffmpeg and is no fault of the video", async () => {
  const long = join(folder, "long.mp4");
  await ffmpeg(folder, ...testPicture("640x360", 30, 30), ...H264, long);
  const { report } = await slice(long, folder, {}, AbortSignal.timeout(300));
  expect(report.problem).toBeNull();
  expect(report.frameCount).toBeLessThan(900);
});

test("a video whose name looks like an option is a video all the same", async () => {
  await copyFile(fixtureVideoPath(CFR_VIDEO.fileName), join(folder, "-y.mp4"));
  const { report } = await slice(join(folder, "-y.mp4"), folder, { every: 50 });
  expect(report).toMatchObject({ frameCount: 2, problem: null });
});
