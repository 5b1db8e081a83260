import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeVideo } from "../../../scripts/fixtures/encode-video.ts";
import { paintPlainFrame } from "../../../scripts/fixtures/plain-scene.ts";
import type { SliceSettings } from "../../../src/slicer/ffmpeg-arguments.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { frameIndexOfImage } from "../../support/frames/frame-index-of-image.ts";
import { type Sliced, slice } from "../../support/stages/sliced.ts";
import {
  FREE_SEEKS,
  type SparselySliced,
  sliceSparsely,
} from "../../support/stages/sliced-sparsely.ts";
import { ffmpeg } from "../../support/videos/ffmpeg-made.ts";

const SIZE = { width: 160, height: 90 } as const;
/** The longer form has more frames, and more videos that differ in the distance of their keyframes alone. */
const IS_LONG = process.env["FRAMEFERRY_LONG_TESTS"] === "1";
const FRAMES = IS_LONG ? 660 : 130;
const RATE = 10;
const FEW = IS_LONG ? { fps: 1 / 13, startSeconds: 3.34 } : { fps: 1 / 4, startSeconds: 4.34 };
/** Of each kind of video; two frames take one seek less, and a start of ffmpeg is what the tests cost. */
const OF_KINDS = IS_LONG ? FEW : { ...FEW, durationSeconds: 4.5 };
/** Indexes of the frames that the former are. */
const DUE = IS_LONG ? [34, 130, 260, 390, 520, 650] : [44, 80, 120];
const PART = IS_LONG
  ? { startSeconds: 12.34, durationSeconds: 40.1, fps: 0.1 }
  : { startSeconds: 2.34, durationSeconds: 8, fps: 1 / 3 };

let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  scratch = await temporaryFolder();
  const frames = Array.from({ length: FRAMES }, (_, index) => paintPlainFrame(index, SIZE));
  const path = join(scratch.path, "source.mp4");
  const outputArguments = ["-preset", "ultrafast", "-qp", "8"];
  await encodeVideo(frames, { path, ...SIZE, framesPerSecond: RATE, outputArguments });
  await ffmpeg(scratch.path, ...x264("-g", "50", "-bf", "2"), "part.mp4");
});
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
});

const x264 = (...words: readonly string[]): readonly string[] => [
  ...["-i", "source.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20"],
  ...["-sc_threshold", "0", ...words],
];
/** Gaps of a tenth to 2 seconds. */
const IRREGULAR = [
  "-vf",
  "select='not(mod(n,7))+not(mod(n,5))*lt(mod(n,90),60)'",
  "-fps_mode",
  "vfr",
];
const AV1 = [
  ...["-i", "source.mp4", "-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8"],
  ...["-b:v", "1M", "-g", "35"],
];
const NEGATIVE = ["-output_ts_offset", "-0.4", "-avoid_negative_ts", "disabled"];

type Videos = Readonly<Record<string, readonly [way: "seeks" | "pass", words: readonly string[]]>>;

const LONG_VIDEOS: Videos = {
  "gop-50.mkv": ["seeks", x264("-g", "50")],
  "gop-250.mp4": ["seeks", x264("-g", "250")],
  "gop-600.mp4": ["seeks", x264("-g", "600")],
};

/** How each video is made, and the way to its frames. */
const VIDEOS: Videos = {
  ...(IS_LONG ? LONG_VIDEOS : {}),
  "gop-12.mp4": ["seeks", x264("-g", "12")],
  "one-gop.mp4": ["seeks", x264("-g", "9999")],
  "b-frames.mp4": ["seeks", x264("-g", "50", "-bf", "3", "-b_strategy", "0")],
  "b-pyramid.mkv": [
    "seeks",
    x264("-g", "50", "-bf", "5", "-b_strategy", "0", "-x264-params", "b-pyramid=normal:ref=4"),
  ],
  "variable.mp4": ["seeks", x264(...IRREGULAR, "-g", "12", "-bf", "2")],
  "variable.mkv": ["seeks", x264(...IRREGULAR, "-g", "12", "-bf", "2")],
  "late.mkv": ["seeks", x264("-g", "30", "-output_ts_offset", "6.5")],
  "late.mp4": ["seeks", x264("-g", "30", "-output_ts_offset", "6.53")],
  "with-sound.mp4": [
    "seeks",
    ["-f", "lavfi", "-i", `sine=d=${FRAMES / RATE}`, ...x264("-g", "30", "-c:a", "aac")],
  ],
  "vp8.webm": ["seeks", ["-i", "source.mp4", "-c:v", "libvpx", "-b:v", "2M", "-g", "35"]],
  "vp9.webm": [
    "seeks",
    [
      "-i",
      "source.mp4",
      "-c:v",
      "libvpx-vp9",
      "-b:v",
      "2M",
      "-cpu-used",
      "8",
      "-deadline",
      "realtime",
      "-g",
      "35",
    ],
  ],
  "av1.mp4": ["seeks", AV1],
  "av1.mkv": ["seeks", AV1],
  "closed-hevc.mp4": [
    "seeks",
    [
      "-i",
      "source.mp4",
      "-c:v",
      "libx265",
      "-preset",
      "ultrafast",
      "-x265-params",
      "keyint=35:open-gop=0:log-level=error",
    ],
  ],
  "open-hevc.mkv": [
    "seeks",
    [
      "-i",
      "source.mp4",
      "-c:v",
      "libx265",
      "-preset",
      "ultrafast",
      "-x265-params",
      "keyint=35:bframes=4:open-gop=1:log-level=error",
    ],
  ],
  "fragmented.mp4": [
    "seeks",
    x264("-g", "50", "-movflags", "+frag_keyframe+empty_moov+default_base_moof"),
  ],
  "open.mp4": ["seeks", x264("-bf", "3", "-x264-params", "open-gop=1:keyint=50")],
  "intra-refresh.mp4": ["seeks", x264("-x264-params", "intra-refresh=1:keyint=50")],
  "edit-list.mp4": ["pass", ["-ss", "3.3", "-i", "source.mp4", "-c", "copy"]],
  "broadcast.ts": ["pass", x264("-g", "50", "-bf", "2")],
  "negative.mkv": ["pass", x264("-g", "30", ...NEGATIVE)],
  "growing.mkv": ["pass", x264("-g", "30", "-live", "1")],
  "mpeg4.avi": ["pass", ["-i", "source.mp4", "-c:v", "mpeg4", "-qscale:v", "2", "-g", "30"]],
};

/** The bytes of frames, by their names. */
async function imagesOf({
  folder,
  names,
}: Sliced): Promise<readonly (readonly [string, Buffer])[]> {
  return await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name))] as const),
  );
}

async function expectSameFrames(
  video: string,
  settings: Partial<SliceSettings>,
): Promise<SparselySliced> {
  const slow = await slice(video, scratch.path, settings);
  const fast = await sliceSparsely(video, scratch.path, settings, FREE_SEEKS);
  expect(slow.names.length).toBeGreaterThan(1);
  expect([fast.names, fast.times]).toEqual([slow.names, slow.times]);
  expect(fast.report).toEqual(slow.report);
  const [fastImages, slowImages] = [await imagesOf(fast), await imagesOf(slow)];
  for (const [at, [name, bytes]] of fastImages.entries())
    expect([name, bytes.equals(slowImages[at]?.[1] ?? Buffer.alloc(0))]).toEqual([name, true]);
  return fast;
}

describe("few frames are those that one pass gives, to the last bit", () => {
  test.each(Object.entries(VIDEOS))("of %s", async (name, [way, words]) => {
    await ffmpeg(scratch.path, ...words, name);
    const { starts, names } = await expectSameFrames(join(scratch.path, name), OF_KINDS);
    expect(starts).toBe(way === "seeks" ? names.length : 1);
  });

  test("which carry the indexes that are due", async () => {
    const fast = await expectSameFrames(join(scratch.path, "part.mp4"), FEW);
    const images = await imagesOf(fast);
    const indexes = await Promise.all(
      images.map(async ([, bytes]) => await frameIndexOfImage(bytes)),
    );
    expect(indexes).toEqual(DUE);
    expect(fast.times).toEqual(DUE.map((index) => index / RATE));
  });

  test.each<[string, Partial<SliceSettings>]>([
    ["in a part", PART],
    ["where an earlier slice has ended", { ...FEW, firstIndex: 1 }],
    ["as small PNG", { ...FEW, format: "png", widthPixels: 80 }],
  ])("%s", async (_, settings) => {
    const { starts, names } = await expectSameFrames(join(scratch.path, "part.mp4"), settings);
    expect(starts).toBe(names.length);
  });

  test.each([
    ["b-frames.mp4", "seeks"],
    ["variable.mkv", "seeks"],
    ["late.mp4", "seeks"],
    ["with-sound.mp4", "seeks"],
    ["vp8.webm", "seeks"],
    ["open-hevc.mkv", "seeks"],
    ["edit-list.mp4", "pass"],
  ])("at single times of %s", async (name, way) => {
    const wanted = { kind: "times", seconds: [6.349, 7.4, 7.45, 8.7996] } as const;
    await ffmpeg(scratch.path, ...(VIDEOS[name]?.[1] ?? []), "-y", name);
    const { starts, names } = await expectSameFrames(join(scratch.path, name), { wanted });
    expect(starts).toBe(way === "seeks" ? names.length : 1);
  });

  test("also where a seek meets damage: one pass goes on there", async () => {
    const video = join(scratch.path, "damaged.mp4");
    await ffmpeg(scratch.path, ...x264("-g", "50", "-movflags", "+faststart"), video);
    const bytes = await readFile(video);
    const middle = Math.floor(bytes.length * 0.55);
    bytes.fill(0xa5, middle, middle + Math.floor(bytes.length / 10));
    await writeFile(video, bytes);
    const settings = { ...FEW, maxDecodeErrors: "100%" } as const;
    const { starts, names, report } = await expectSameFrames(video, settings);
    expect(report.decodeErrors).toBeGreaterThan(0);
    expect(starts).toBeLessThan(names.length + 3);
  });
});
