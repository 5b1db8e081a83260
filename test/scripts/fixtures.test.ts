import { stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  FIXTURE_VIDEOS,
  LATE_START_VIDEO,
  ROTATED_VIDEO,
  VFR_VIDEO,
} from "../../scripts/fixtures/fixture-videos.ts";
import { readFrameIndex } from "../../scripts/fixtures/frame-index.ts";
import { readTurnedFrameIndex } from "../../scripts/fixtures/turned-frame-index.ts";
import {
  decodeVideo,
  fixtureVideoPath,
  probeVideo,
  whyNoFfmpegTools,
} from "../support/videos/decoded-video.ts";

const whyNot = whyNoFfmpegTools();

describe.skipIf(whyNot)(`the fixture videos${whyNot ? ` (skipped: ${whyNot})` : ""}`, () => {
  test.each(FIXTURE_VIDEOS)(
    "every frame of $fileName carries its index, in order",
    async (video) => {
      const frames = await decodeVideo(video.fileName, video);
      expect(frames.map(readFrameIndex)).toEqual(
        Array.from({ length: video.frameCount }, (_, index) => index),
      );
    },
  );

  test.each(FIXTURE_VIDEOS)(
    "every frame of $fileName is due when the fixture says",
    async (video) => {
      const { ptsSeconds } = await probeVideo(video.fileName);
      const expected = Array.from({ length: video.frameCount }, (_, index) =>
        video.ptsSeconds(index).toFixed(3),
      );
      expect(ptsSeconds.map((seconds) => seconds.toFixed(3))).toEqual(expected);
    },
  );

  test("the gaps of the variable-rate video really differ", async () => {
    const { ptsSeconds } = await probeVideo(VFR_VIDEO.fileName);
    const gapsMs = ptsSeconds
      .slice(1)
      .map((seconds, at) => Math.round((seconds - (ptsSeconds[at] ?? 0)) * 1000));
    expect(new Set(gapsMs)).toEqual(new Set([17, 20, 33, 40, 125, 250]));
  });

  test("the late video starts after several seconds", async () => {
    const { startSeconds, ptsSeconds } = await probeVideo(LATE_START_VIDEO.fileName);
    expect([startSeconds, ptsSeconds[0]]).toEqual([6.5, 6.5]);
  });

  test("the rotated video lies on its side unless its rotation is honored", async () => {
    const { codedWidth, rotationDegrees } = await probeVideo(ROTATED_VIDEO.fileName);
    expect({ codedWidth, turn: Math.abs(rotationDegrees) }).toEqual({ codedWidth: 320, turn: 90 });
    const [first] = await decodeVideo(ROTATED_VIDEO.fileName, {
      width: 320,
      height: 180,
      autorotate: false,
    });
    expect(first && readFrameIndex(first)).toBeUndefined();
    expect(first && readTurnedFrameIndex(first)).toEqual({ index: 0, uprightAfterDegrees: 90 });
  });
});

test("all fixture videos together stay below 1.5 MB", async () => {
  const sizes = await Promise.all(
    FIXTURE_VIDEOS.map(async ({ fileName }) => (await stat(fixtureVideoPath(fileName))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
});
