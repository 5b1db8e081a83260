import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { type RunSummary, runVideo } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { spoolPath } from "../../support/program/spool-path.ts";
import { startOracle } from "../oracle/start-oracle.ts";
import { FolderPeak } from "../process/folder-peak.ts";

const QUOTA_BYTES = 4 * 2 ** 20;
/** 50 frames a second, of which ffmpeg writes some hundred. */
const A_TENTH = { workers: 5, serviceMs: 100 };
const QUICKLY = ["-c:v", "libx264", "-preset", "ultrafast"];
const FRAMES = 250;

test("P6: the spool never exceeds its quota by more than two frames with a service at a tenth of the frame rate", async () => {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle();
  await oracle.setCapacity(A_TENTH);
  const video = join(folder.path, "clip.mkv");
  await ffmpeg(folder.path, ...testPicture("640x480", FRAMES / 25, 25), ...QUICKLY, video);
  const spool = spoolPath(folder.path, video, oracle.url);
  using peak = new FolderPeak(spool, 5);
  const words = ["run", video, "--to", oracle.url, "--spool-size", "4MiB", "--json"];
  const { exitCode, stdout } = await runCommand(words, folder.path);
  const summary = JSON.parse(stdout) as RunSummary;
  const frameBytes = peak.largestBytes;
  expect(summary).toMatchObject({ delivered: FRAMES, failed: 0, dropped: 0, complete: true });
  expect(exitCode).toBe(0);
  expect(summary.slicePauses).toBeGreaterThan(0);
  // All of its frames would have taken more.
  expect(FRAMES * frameBytes).toBeGreaterThan(1.5 * QUOTA_BYTES);
  expect(peak.peakBytes).toBeGreaterThan(QUOTA_BYTES / 3);
  expect(peak.peakBytes).toBeLessThanOrEqual(QUOTA_BYTES + 2 * frameBytes);
  expect((await oracle.counts()).confirmedImages).toBe(FRAMES);
  expect(existsSync(spool)).toBe(false);
});

test("P6: images of failed frames stay beside the quota, and hold nothing up", async () => {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle([
    { name: "refuse", action: { kind: "answer", status: 400 } },
  ]);
  const video = fixtureVideoPath(CFR_VIDEO.fileName);
  const places = { video, to: oracle.url, state: folder.path };
  // All are refused, and it goes on all the same.
  const options = { ...places, spoolSizeBytes: 50_000, maxFailures: "100%" } as const;
  const summary = await runVideo(options).summary;
  expect(summary).toMatchObject({ failed: CFR_VIDEO.frameCount, complete: true });
  const images = await Promise.all(
    (await readdir(summary.failedImages ?? "")).map(
      async (name) => await stat(join(summary.failedImages ?? "", name)),
    ),
  );
  expect(images).toHaveLength(CFR_VIDEO.frameCount);
  expect(images.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(100_000);
});
