import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIXTURE_VIDEOS, ROTATED_VIDEO, VFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import {
  frameIndexOfImage,
  turnedFrameIndexOfImage,
} from "../support/frames/frame-index-of-image.ts";
import { probedTimes } from "../support/videos/ffmpeg-made.ts";
import { slice } from "../support/stages/sliced.ts";

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "frameferry-slicer-"));
});
afterAll(async () => {
  await rm(parent, { recursive: true, force: true });
});

const TWO_MICROSECONDS = 2e-6;

describe.each(FIXTURE_VIDEOS.map((video) => [video.fileName, video] as const))(
  "the fixture %s",
  (_, video) => {
    test("becomes its frames, each once, with its own index in its pixels and its name", async () => {
      const { folder, names, report } = await slice(fixtureVideoPath(video.fileName), parent);
      expect(report).toEqual({
        frameCount: video.frameCount,
        problem: null,
        decodeErrors: 0,
        isWantedPart: false,
        warnings: [],
      });
      expect(names).toHaveLength(video.frameCount);
      const indexes = await Promise.all(
        names.map(async (name) => await frameIndexOfImage(await readFile(join(folder, name)))),
      );
      expect(indexes).toEqual(
        names.map((name) => Number(name.slice("frame_".length, -".jpg".length))),
      );
    });

    test("has the presentation times that ffprobe lists", async () => {
      const path = fixtureVideoPath(video.fileName);
      const { times } = await slice(path, parent);
      const probed = await probedTimes(path);
      expect(times).toHaveLength(probed.length);
      times.forEach((time, index) => {
        expect(Math.abs((time ?? Number.NaN) - (probed[index] ?? Number.NaN))).toBeLessThan(
          TWO_MICROSECONDS,
        );
      });
    });
  },
);

test("a rotated video becomes upright images", async () => {
  const { folder, names } = await slice(fixtureVideoPath(ROTATED_VIDEO.fileName), parent);
  const image = await readFile(join(folder, names[0] ?? ""));
  expect(await turnedFrameIndexOfImage(image)).toMatchObject({ index: 0, uprightAfterDegrees: 0 });
});

test("a rate takes the first frame of each period, with its own time, and repeats none", async () => {
  const path = fixtureVideoPath(VFR_VIDEO.fileName);
  const probed = await probedTimes(path);
  const firsts = probed.filter((time, index) => {
    const period = Math.floor(time * 10 + 1e-4);
    return index === 0 || period > Math.floor((probed[index - 1] ?? 0) * 10 + 1e-4);
  });
  const { times } = await slice(path, parent, { fps: 10 });
  expect(times).toEqual(firsts);
  const { times: all } = await slice(path, parent, { fps: 10_000 });
  expect(all).toHaveLength(probed.length);
});

test("every third frame, from a position on, for a while, is what was asked for", async () => {
  const path = fixtureVideoPath(VFR_VIDEO.fileName);
  const probed = await probedTimes(path);
  const { times } = await slice(path, parent, { every: 3 });
  expect(times).toEqual(probed.filter((_, index) => index % 3 === 0));
  const { times: part } = await slice(path, parent, { startSeconds: 1, durationSeconds: 1.5 });
  expect(part).toEqual(probed.filter((time) => time >= 1 && time < 2.5));
});
