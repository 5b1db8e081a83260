import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import { findFfmpeg } from "../../../src/slicer/find-ffmpeg.ts";
import { liveAddress } from "../../../src/slicer/live/live-address.ts";
import { type LiveSettings, LiveSlicer } from "../../../src/slicer/live/live-slicer.ts";
import { PATIENT } from "../../support/cameras/camera-run.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const SETTINGS: LiveSettings = {
  ...{ fps: null, every: 1, widthPixels: null, heightPixels: null, squarePixels: false },
  ...{ toneMap: false, keyframes: false, format: "jpg", quality: null, firstIndex: 0 },
  ...{ durationSeconds: null, giveUpMs: null, frozenMs: null, stallMs: 100 },
  discardCorrupt: true,
  record: null,
};

test("a camera that answers and sends nothing is told as that, and connected to again", async () => {
  await using camera = await RtspCamera.open();
  camera.isStalled = true;
  await using folder = await temporaryFolder();
  const address = liveAddress(`rtsp://${camera.host}/live`);
  let aheadMs = 0;
  const clock = { ...systemClock, nowMs: () => performance.now() + aheadMs };
  const tools = { ffmpeg: await findFfmpeg(null), address, clock, quota: null };
  const slicer = new LiveSlicer(SETTINGS, tools);
  const ending = new AbortController();
  const lost = Promise.withResolvers<string>();
  const slicing = slicer.slice(
    folder.path,
    (event) => void (event.type === "sourceLost" && lost.resolve(event.reason)),
    ending.signal,
  );
  await expect.poll(() => camera.playCount, PATIENT).toBe(1);
  aheadMs = 10_200;
  expect(await lost.promise).toBe("it sent no frame within 10.1 s");
  await expect.poll(() => camera.playCount, PATIENT).toBe(2);
  ending.abort();
  expect(await slicing).toMatchObject({ frameCount: 0, problem: null });
});
