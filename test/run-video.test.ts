import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO, FIXTURE_VIDEOS } from "../scripts/fixtures/fixture-videos.ts";
import { type FrameResult, runVideo } from "../src/index.ts";
import { temporaryFolder } from "./support/files/temporary-folder.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";
import { startCollector } from "./support/services/collector.ts";
import { frameIndexOfImage } from "./support/frames/frame-index-of-image.ts";
import { ffmpeg, testPicture } from "./support/videos/ffmpeg-made.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-pipeline-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each(FIXTURE_VIDEOS.map((video) => [video.fileName, video] as const))(
  "%s in runVideo",
  (_, video) => {
    test("arrives frame by frame, each once, whole, with the right index and time", async () => {
      await using service = await startCollector({});
      const path = fixtureVideoPath(video.fileName);
      const run = runVideo({ video: path, to: service.url, state: folder });
      const results: FrameResult[] = [];
      for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
      expect(await run.summary).toMatchObject({ delivered: video.frameCount, complete: true });
      const images = service.requests.flatMap(({ parts }) => parts);
      const drawn = await Promise.all(
        images.map(async ({ bytes }) => await frameIndexOfImage(bytes)),
      );
      expect(drawn).toEqual(images.map(({ fileName }) => Number(fileName?.match(/\d+/u)?.[0])));
      expect(new Set(drawn).size).toBe(video.frameCount);
      for (const { index, ptsSeconds } of results) {
        expect(ptsSeconds).toBeCloseTo(video.ptsSeconds(index ?? -1), 5);
      }
    });
  },
);

test("P26: one of two runs of the same job at the same moment ends with an error that names the other", async () => {
  await using service = await startCollector({});
  const video = fixtureVideoPath(CFR_VIDEO.fileName);
  const options = { video, to: service.url, state: folder, every: 10 };
  const runs = [1, 2].map(async () => await runVideo(options).summary);
  const endings = await Promise.allSettled(runs);
  expect(endings).toContainEqual({
    status: "fulfilled",
    value: expect.objectContaining({ landed: 10, delivered: 10 }),
  });
  expect(endings).toContainEqual({
    status: "rejected",
    reason: expect.objectContaining({
      code: "ERR_JOB_OWNED",
      message: expect.stringContaining(String(process.pid)),
    }),
  });
  expect(service.requestCount).toBe(10);
});

test("two runs of the same video for different services do not share a folder", async () => {
  await using one = await startCollector({});
  await using other = await startCollector({});
  const video = fixtureVideoPath(CFR_VIDEO.fileName);
  const options = { video, state: folder, every: 10 };
  const runs = [one, other].map(async ({ url }) => await runVideo({ ...options, to: url }).summary);
  for (const summary of await Promise.all(runs))
    expect(summary).toMatchObject({ landed: 10, delivered: 10 });
  expect([one.requestCount, other.requestCount]).toEqual([10, 10]);
});

test("the same run again sends nothing, and all of it with restart", async () => {
  await using service = await startCollector({});
  const video = fixtureVideoPath(CFR_VIDEO.fileName);
  const options = { video, to: service.url, state: folder, every: 10 };
  await runVideo(options).summary;
  const again = await runVideo(options).summary;
  expect(again).toMatchObject({ landed: 0, delivered: 0, previouslyDelivered: 10, complete: true });
  expect(service.requestCount).toBe(10);
  const anew = await runVideo({ ...options, restart: true }).summary;
  expect(anew).toMatchObject({ landed: 10, delivered: 10, previouslyDelivered: 0 });
});

describe("a long video in runVideo", () => {
  const FRAMES = 3000;
  let video: string;
  beforeAll(async () => {
    const home = await temporaryFolder();
    video = join(home.path, "long.mkv");
    const picture = testPicture("64x48", FRAMES / 25, 25);
    await ffmpeg(home.path, ...picture, "-c:v", "libx264", "-preset", "ultrafast", video);
    return async () => await home[Symbol.asyncDispose]();
  });

  test("is sent while it is sliced, and takes no more memory at its end than in its middle", async () => {
    await using service = await startCollector({});
    const run = runVideo({ video, to: service.url, state: folder });
    const rss: number[] = [];
    let settledBeforeSliceEnd = 0;
    let isSlicing = true;
    let count = 0;
    for await (const event of run) {
      if (event.type === "sliceEnded") isSlicing = false;
      if (event.type !== "frameSettled") continue;
      if (isSlicing) settledBeforeSliceEnd += 1;
      if ((count += 1) % 500 === 0) rss.push(process.memoryUsage().rss);
    }
    expect(count).toBe(FRAMES);
    expect(settledBeforeSliceEnd).toBeGreaterThan(0);
    expect((rss.at(-1) ?? 0) - (rss[2] ?? 0)).toBeLessThan(100e6);
  });

  test("ends when the reader leaves the loop", async () => {
    await using service = await startCollector({});
    const run = runVideo({ video, to: service.url, state: folder });
    for await (const event of run) if (event.type === "frameSettled") break;
    const summary = await run.summary;
    expect(summary).toMatchObject({ aborted: true, complete: false });
    expect(summary.delivered).toBeLessThan(FRAMES);
    expect(service.requestCount).toBe(summary.delivered);
  });

  test("ends when the signal says so, without a reader", async () => {
    await using service = await startCollector({});
    const end = new AbortController();
    const options = { state: folder, signal: end.signal, concurrency: 1 };
    const run = runVideo({ video, to: service.url, ...options });
    await expect.poll(() => service.requestCount).toBeGreaterThan(10);
    end.abort();
    const summary = await run.summary;
    expect(summary).toMatchObject({ aborted: true, stopped: null, complete: false });
    expect(summary.landed).toBe(summary.delivered + summary.pending);
    expect(summary.delivered).toBeLessThan(FRAMES);
  });

  test("reaches a slow reader with every result", async () => {
    await using service = await startCollector({});
    const run = runVideo({ video, to: service.url, state: folder });
    await new Promise((resolve) => setTimeout(resolve, 500));
    let settled = 0;
    for await (const event of run) {
      if (event.type !== "frameSettled") continue;
      settled += 1;
      if (settled % 300 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // The loop began late: what was settled before is in the summary, and nothing after is missing.
    const summary = await run.summary;
    expect(summary.delivered).toBe(FRAMES);
    expect(settled).toBeGreaterThan(0);
  });
});

describe("a run that cannot deliver", () => {
  test("rejects its summary and its loop for a missing video", async () => {
    const run = runVideo({ video: join(folder, "no.mp4"), to: "http://127.0.0.1:9/" });
    await expect(run.summary).rejects.toMatchObject({ code: "ERR_VIDEO_MISSING" });
    const loop = async (): Promise<void> => {
      for await (const event of run) expect(event).toBeUndefined();
    };
    await expect(loop()).rejects.toMatchObject({ code: "ERR_VIDEO_MISSING" });
  });

  test("delivers at the third attempt to a service that answers 500 twice and then 200", async () => {
    await using service = await startCollector({
      answer: (_, number) => ({ status: number < 2 ? 500 : 200 }),
    });
    const video = fixtureVideoPath("cfr.mp4");
    const options = { every: 100, state: folder };
    const run = runVideo({ video, to: service.url, ...options });
    const results: FrameResult[] = [];
    for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
    expect(results).toMatchObject([{ outcome: "delivered", attempts: 3, status: 200 }]);
  });

  test.each([
    ["hangs", { kind: "hang" }, /no whole answer within 300 ms/u],
    ["cuts its answer", { kind: "cut", byteLength: 3 }, /cut short/u],
    ["closes after the head", { kind: "closeAfterHeaders" }, /cut short/u],
    ["resets", { kind: "reset" }, /closed the connection|connection failed/u],
  ] as const)("fails the frame with the reason of a service that %s", async (_, answer, reason) => {
    await using service = await startCollector({ answer: () => answer });
    const options = { every: 100, retries: 1, timeoutMs: "300ms", state: folder };
    const summary = await runVideo({
      video: fixtureVideoPath("cfr.mp4"),
      to: service.url,
      ...options,
    }).summary;
    expect(summary).toMatchObject({ landed: 1, failed: 1, delivered: 0 });
    expect(summary.failures[0]?.reason).toMatch(reason);
    // What looks like an outage costs no attempt until it is known that no other frame comes.
    expect(service.requestCount).toBeGreaterThanOrEqual(2);
  });
});
