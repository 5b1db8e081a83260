import { afterAll, beforeAll, expect, test } from "vitest";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { runCommand } from "../support/program/command-run.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";

const TIMES = [0, 10, 20, 30, 40, 50, 60, 70];
const TO = ["--to", "http://127.0.0.1:9/predict", "--dry-run"];
const EVERY = ["--every", "10s"];

let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
let video: string;
/** Large pictures that barely change: dear to decode all, and quick to make. */
beforeAll(async () => {
  scratch = await temporaryFolder();
  video = join(scratch.path, "large.mp4");
  const coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-pix_fmt", "yuv420p"];
  const still = ["-f", "lavfi", "-i", "color=c=gray:s=3840x2160:r=10:d=10"];
  await ffmpeg(scratch.path, ...still, ...coding, "part.mp4");
  await writeFile(join(scratch.path, "list.txt"), "file part.mp4\n".repeat(8));
  await ffmpeg(scratch.path, "-f", "concat", "-i", "list.txt", "-c", "copy", video);
});
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
});

test("a run by seeks that was killed goes on where it was", async () => {
  const held = Promise.withResolvers<void>();
  await using delivery = await DeliveryCommand.open({
    answer: async (_, number) => {
      if (number >= 2) await held.promise;
      return {};
    },
  });
  const words = ["run", video, ...EVERY, "--width", "64", "--concurrency", "1"];
  const first = delivery.start(words);
  await expect.poll(() => delivery.service.requestCount).toBe(3);
  // Those that were answered are on record soon after.
  await expect
    .poll(async () => (await delivery.plain(["status", "--json"])).stdout)
    .toMatch(/"delivered": ?2\b/u);
  await first.stop("SIGKILL");
  held.resolve();
  const { summary, results } = await delivery.run(words);
  expect(summary).toMatchObject({
    complete: true,
    failed: 0,
    previouslyDelivered: 2,
    delivered: 6,
  });
  const delivered = results.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
  // The results of the first run are in a file of their own.
  expect(delivered.map(({ index }) => index)).toEqual([2, 3, 4, 5, 6, 7]);
  expect(delivered.map(({ ptsSeconds }) => ptsSeconds)).toEqual(TIMES.slice(2));
});

test("a dry run tells of seeks, of packets that are listed, and shows the first command", async () => {
  const { stdout } = await runCommand(["run", video, ...EVERY, ...TO], scratch.path);
  expect(stdout).toMatch(/^sampling +8 frames by a seek each, \d at a time: one ffmpeg each/mu);
  expect(stdout).toMatch(/^packets +are listed first: \S*ffmpeg .*-c copy .*-f framecrc pipe:1$/mu);
  expect(stdout).toMatch(/^ffmpeg .*-frames:v 1 .*frame_%08d\.jpg\.tmp$/mu);
});

test("a dry run tells of keyframes, and of one pass", async () => {
  const nearest = ["run", video, ...EVERY, "--nearest-keyframe", ...TO, "--json"];
  const { sampling, ffmpeg: command } = JSON.parse(
    (await runCommand(nearest, scratch.path)).stdout,
  );
  expect(sampling).toMatchObject({ way: "keyframes", frameCount: 8, note: null });
  expect(command.join(" ")).toContain("-skip_frame nokey");
  const small = join(scratch.path, "small.mp4");
  await ffmpeg(scratch.path, ...testPicture("64x48", 4, 10), small);
  const { stdout } = await runCommand(["run", small, "--every", "2s", ...TO], scratch.path);
  expect(stdout).toMatch(/^sampling +one pass, which decodes every frame on the way$/mu);
});

test("the nearest keyframe is refused for a camera, and without a period", async () => {
  const words = ["--nearest-keyframe", ...TO];
  const camera = await runCommand(
    ["run", "rtsp://127.0.0.1:9/1", ...EVERY, ...words],
    scratch.path,
  );
  expect([camera.exitCode, camera.stderr]).toEqual([2, expect.stringContaining("--keyframes")]);
  const vague = await runCommand(["run", video, ...words], scratch.path);
  expect([vague.exitCode, vague.stderr]).toEqual([
    2,
    expect.stringContaining("no period is given"),
  ]);
});
