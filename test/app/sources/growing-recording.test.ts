import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunOptions } from "../../../src/options/run-options.ts";
import { type FrameResult, runVideo, type RunSummary } from "../../../src/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { slice } from "../../support/stages/sliced.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { digestOf } from "../../support/files/digest-of.ts";

const FFMPEG = process.env["FFMPEG_PATH"] ?? "ffmpeg";
const FRAMES = 90;
/** Frames that a half file may not hold whole, and that go out again. */
const UNSURE = 17;
const X264 = ["-c:v", "libx264", "-preset", "veryfast", "-g", "10", "-pix_fmt", "yuv420p"];

const CONTAINERS = {
  "clip.ts": [],
  "clip.mkv": ["-cluster_time_limit", "200"],
  "clip.flv": [],
  "clip.mp4": ["-movflags", "frag_keyframe+empty_moov+default_base_moof"],
} as const;

/** A recording, and what its file held while the recorder was still at work. */
interface Recording {
  readonly part: Buffer;
  readonly whole: Buffer;
}

/** Has a real recorder write at the pace of a camera, and takes a copy in the midst of it. */
async function record(folder: TemporaryFolder, name: keyof typeof CONTAINERS): Promise<Recording> {
  const path = join(folder.path, `recorder's ${name}`);
  const picture = ["-re", ...testPicture("160x120", FRAMES / 30, 30)];
  const words = [...picture, ...X264, ...CONTAINERS[name], "-flush_packets", "1", path];
  const recorder = spawn(FFMPEG, ["-nostdin", "-v", "error", "-y", ...words], {
    stdio: "inherit",
  });
  const size = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  await expect.poll(size, { interval: 2 }).toBeGreaterThan(35_000);
  const part = readFileSync(path);
  expect(recorder.exitCode).toBeNull();
  await once(recorder, "exit");
  const whole = await readFile(path);
  expect(whole.length).toBeGreaterThan(part.length * 1.2);
  return { part, whole };
}

async function run(
  video: string,
  service: Collector,
  options: Partial<RunOptions> = {},
  onSettled: (result: FrameResult) => void = () => {},
): Promise<{ summary: RunSummary; warnings: readonly string[] }> {
  const stateFolder = join(video, "..", "state");
  const warnings: string[] = [];
  const events = runVideo({ video, to: service.url, state: stateFolder, ...options });
  for await (const event of events) {
    if (event.type === "warningRaised") warnings.push(event.message);
    if (event.type === "frameSettled") onSettled(event.result);
  }
  return { summary: await events.summary, warnings };
}

function digestsAt(service: Collector): ReadonlySet<string> {
  return new Set(service.requests.map(({ parts }) => digestOf(parts[0]?.bytes ?? Buffer.alloc(0))));
}

describe.each(Object.keys(CONTAINERS) as (keyof typeof CONTAINERS)[])(
  "P28: a recording %s",
  (name) => {
    test("that grows while it is sent is incomplete, and the same command goes on where it was", async () => {
      await using folder = await temporaryFolder();
      await using service = await startCollector();
      const { part, whole } = await record(folder, name);
      const video = join(folder.path, name);
      writeFileSync(video, part);
      const grown = part.length + 1000;
      const grow = (): void => {
        if (statSync(video).size === part.length)
          appendFileSync(video, whole.subarray(part.length, grown));
      };
      const first = await run(video, service, {}, grow);
      expect(statSync(video).size).toBe(grown);
      expect(first.summary).toMatchObject({ complete: false, failed: 0 });
      expect(first.summary.problems).toContainEqual(
        expect.objectContaining({
          code: "ERR_VIDEO_CHANGED",
          kind: "source",
          message: expect.stringMatching(
            /^clip\.\w+ grew from [\d,]+ to [\d,]+ bytes while it was read/u,
          ),
          remedy: expect.stringContaining("it goes on where it was"),
        }),
      );
      expect(first.summary.delivered).toBeGreaterThan(UNSURE);

      writeFileSync(video, whole);
      const second = await run(video, service);
      expect(second.warnings).toContainEqual(
        expect.stringContaining(`the run continues at frame ${first.summary.delivered - UNSURE}`),
      );
      expect(second.summary).toMatchObject({ complete: true, failed: 0, problems: [] });
      const sent = first.summary.delivered + second.summary.delivered;
      expect(sent).toBe(FRAMES + UNSURE);
      expect(service.requestCount).toBe(sent);
      const { folder: images, names } = await slice(video, folder.path);
      const delivered = digestsAt(service);
      expect(names).toHaveLength(FRAMES);
      const isMissing = (image: string): boolean =>
        !delivered.has(digestOf(readFileSync(join(images, image))));
      expect(names.filter(isMissing)).toEqual([]);

      const third = await run(video, service);
      expect(third).toMatchObject({ summary: { landed: 0, complete: true }, warnings: [] });
    });
  },
);

test("a video that replaces another one is announced before it is sent anew", async () => {
  await using folder = await temporaryFolder();
  await using service = await startCollector();
  const video = join(folder.path, "clip.ts");
  await ffmpeg(folder.path, ...testPicture("160x120", 1, 10), ...X264, video);
  await run(video, service);
  const other = ["-f", "lavfi", "-i", "mandelbrot=s=160x120:r=10", "-t", "3"];
  await ffmpeg(folder.path, ...other, ...X264, video);
  const { summary, warnings } = await run(video, service);
  expect(warnings).toEqual([
    expect.stringContaining("clip.ts has changed since 10 frames were delivered"),
  ]);
  expect(summary).toMatchObject({ delivered: 30, complete: true });
});

test("a video that is written anew while it is sent is incomplete", async () => {
  await using folder = await temporaryFolder();
  await using service = await startCollector();
  const video = join(folder.path, "clip.ts");
  await ffmpeg(folder.path, ...testPicture("160x120", 1, 10), ...X264, "-f", "mpegts", "first");
  await copyFile(join(folder.path, "first"), video);
  const shorten = (): void => writeFileSync(video, "");
  const { summary } = await run(video, service, {}, shorten);
  expect(summary.problems).toContainEqual(
    expect.objectContaining({
      message: expect.stringContaining("clip.ts was rewritten while it was read"),
    }),
  );
});

test("a part of a growing video is complete when all of that part is there", async () => {
  await using folder = await temporaryFolder();
  await using service = await startCollector();
  const video = join(folder.path, "clip.ts");
  await ffmpeg(folder.path, ...testPicture("160x120", 3, 10), ...X264, video);
  const grow = (): void => appendFileSync(video, Buffer.alloc(188, 0xff));
  const part = await run(video, service, { durationSeconds: 2 }, grow);
  expect(part.summary).toMatchObject({ delivered: 20, complete: true, problems: [] });
});
