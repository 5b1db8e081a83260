import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sliced, slice } from "../support/stages/sliced.ts";
import { ffmpeg } from "../support/videos/ffmpeg-made.ts";
import {
  encodeQuietScene,
  indexOfQuietFrame,
  NEW_FRAMES,
  QUIET_SCENE,
} from "../support/videos/quiet-scene.ts";

let folder: string;
let clip: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-similar-"));
  clip = join(folder, "quiet.mp4");
  await encodeQuietScene(clip);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Indexes that the written frames carry in their pixels. */
async function indexesOf({ folder: frames, names }: Sliced): Promise<readonly number[]> {
  const found = await Promise.all(names.map((name) => indexOfQuietFrame(join(frames, name))));
  return found.map((index) => index ?? Number.NaN);
}

const isDimming = (index: number): boolean =>
  index > QUIET_SCENE.dimming.first && index <= QUIET_SCENE.dimming.last + 1;

describe("frames that are similar to the last one let through are left out", () => {
  test("of a clip of noise: all that show something new come, and nothing else", async () => {
    const sliced = await slice(clip, folder, { skipSimilar: 0.02 });
    const indexes = await indexesOf(sliced);
    expect(indexes.filter((index) => !isDimming(index))).toEqual(NEW_FRAMES);
    const { frameCount } = QUIET_SCENE;
    expect(sliced.leftOut).toEqual({ similar: frameCount - indexes.length });
    expect(sliced.report.problem).toBeNull();
    expect(sliced.report.frameCount).toBe(indexes.length);
    expect(sliced.times.map((time) => Math.round((time ?? -1) * 10))).toEqual(indexes);
  });

  test("of light that dims slowly, one comes for each eight levels", async () => {
    const indexes = await indexesOf(await slice(clip, folder, { skipSimilar: 0.02 }));
    const steps = indexes.filter(isDimming);
    const gaps = steps.map((index, at) => index - (steps[at - 1] ?? QUIET_SCENE.dimming.first));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10);
    expect(140 - (steps.at(-1) ?? 0)).toBeLessThanOrEqual(10);
  });

  test("an overlay of 1 % counts for a smaller share, and no share passes everything that differs", async () => {
    const small = await slice(clip, folder, { skipSimilar: 0.002, durationSeconds: 2 });
    expect(await indexesOf(small)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(small.leftOut).toEqual({});
  });
});

describe("the first frame of each period comes in any case", () => {
  test("whatever the share, and with the pixels that it has without a rule", async () => {
    const settings = { skipSimilar: 0.06, atLeastEveryMs: 700, format: "png" } as const;
    const sliced = await slice(clip, folder, { ...settings, durationSeconds: 5 });
    expect(await indexesOf(sliced)).toEqual([0, 7, 14, 21, 28, 35, 42, 49]);
    const plain = await slice(clip, folder, { format: "png", every: 7, durationSeconds: 5 });
    for (const [at, name] of sliced.names.entries())
      expect(await pixels(join(sliced.folder, name))).toEqual(
        await pixels(join(plain.folder, plain.names[at] ?? "")),
      );
  });

  test("also in a video of a variable rate, after periods without any frame", async () => {
    const vfr = join(folder, "vfr.mkv");
    const times = "setpts='if(lt(N,10),N*0.1,if(lt(N,20),5+N*0.1,20+N*0.1))/TB'";
    const still = ["-f", "lavfi", "-i", "color=gray:s=320x180:r=10:d=4"];
    await ffmpeg(folder, ...still, "-vf", times, "-fps_mode", "passthrough", vfr);
    const { times: taken } = await slice(vfr, folder, { skipSimilar: 0.02, atLeastEveryMs: 1000 });
    // Frames lie from 0 to 0.9 s, from 6 to 6.9 s and from 22 to 23.9 s.
    expect(taken).toEqual([0, 6, 22, 23]);
  });
});

describe("a slice that goes on", () => {
  test("lets the same frames pass as one that was not interrupted, and counts each that is left out once", async () => {
    const settings = { skipSimilar: 0.02, atLeastEveryMs: 3000 };
    const whole = await slice(clip, folder, settings);
    const wholeIndexes = await indexesOf(whole);
    for (const firstIndex of [1, 9, wholeIndexes.length - 1]) {
      const rest = await slice(clip, folder, { ...settings, firstIndex });
      expect(await indexesOf(rest)).toEqual(wholeIndexes.slice(firstIndex));
      const before = (wholeIndexes[firstIndex - 1] ?? 0) + 1;
      expect(rest.leftOut.similar).toBe(200 - before - (wholeIndexes.length - firstIndex));
    }
  });
});

describe("scenes", () => {
  test("begin where the picture differs much from the one before, and at the first frame", async () => {
    const cuts = join(folder, "cuts.mp4");
    const scenes = ["red", "white", "black"].map(
      (color) => ["-f", "lavfi", "-i", `color=${color}:s=320x180:r=10:d=3`] as const,
    );
    const joined = "[0][1][2]concat=n=3:v=1";
    await ffmpeg(folder, ...scenes.flat(), "-filter_complex", joined, "-pix_fmt", "yuv420p", cuts);
    const sliced = await slice(cuts, folder, { scene: 0.3 });
    expect(sliced.times).toEqual([0, 3, 6]);
    expect(sliced.leftOut).toEqual({ scene: 87 });
  });

  test("stack with similar frames, each rule with its own count", async () => {
    const settings = { scene: 0, skipSimilar: 0.02, every: 2 };
    const { leftOut, names, report } = await slice(clip, folder, settings);
    const { scene = 0, similar = 0 } = leftOut;
    expect(similar).toBeGreaterThan(50);
    expect(scene + similar + names.length).toBe(100);
    expect(report.problem).toBeNull();
  });
});

async function pixels(path: string): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return await sharp(path).raw().toBuffer();
}
