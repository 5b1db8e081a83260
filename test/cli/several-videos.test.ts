import { existsSync, readdirSync } from "node:fs";
import { copyFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SeveralSummary } from "../../src/cli/delivery/several-summary.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { startCollector } from "../support/services/collector.ts";
import { resultLines } from "../support/results/result-lines.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import type { CommandExit } from "../support/program/command-run.ts";
import { runMain } from "../support/program/run-main.ts";

let videos: TemporaryFolder;
beforeAll(async () => {
  videos = await temporaryFolder();
  for (const name of ["clip2.mkv", "clip10.mkv", "other.mkv"])
    await ffmpeg(videos.path, ...testPicture("32x32", 0.5, 10), name);
  await copyFile(join(videos.path, "other.mkv"), join(videos.path, "broken.mkv"));
  await truncate(join(videos.path, "broken.mkv"), 300);
});
afterAll(async () => {
  await videos[Symbol.asyncDispose]();
});

let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const video = (name: string): string => join(videos.path, name);

async function run(...words: readonly string[]): Promise<CommandExit & { total: SeveralSummary }> {
  const exit = await runMain("run", ...words, "--state", join(home.path, "state"), "--json");
  return { ...exit, total: JSON.parse(exit.stdout) as SeveralSummary };
}

describe("several videos", () => {
  test("are run one after the other, a broken one among them, with one summary; and the same command goes on", async () => {
    let isMended = false;
    const answer = (_: unknown, number: number) =>
      !isMended && number === 7 ? { status: 400 } : {};
    await using service = await startCollector({ answer });
    const results = join(home.path, "all.jsonl");
    const words = [video("other.mkv"), video("broken.mkv"), video("clip*.mkv"), video("other.mkv")];
    const where = ["--to", service.url, "--results", results, "--results-overwrite"];
    const first = await run(...words, ...where);
    expect([first.exitCode, first.stdout.trim().split("\n").length]).toEqual([4, 1]);
    const order = ["other.mkv", "broken.mkv", "clip2.mkv", "clip10.mkv"].map(video);
    expect(first.total).toMatchObject({ landed: 15, delivered: 14, failed: 1, complete: false });
    expect(first.total.jobs).toMatchObject([
      { source: order[0], state: "ended", exitCode: 0, summary: { delivered: 5, complete: true } },
      { source: order[1], state: "failed", exitCode: 4, problems: [{ kind: "source" }] },
      { source: order[2], state: "ended", exitCode: 3, summary: { delivered: 4, failed: 1 } },
      { source: order[3], state: "ended", exitCode: 0, summary: { delivered: 5 } },
    ]);
    for (const [at, path] of order.entries())
      expect(first.stderr).toContain(`${path} (${at + 1} of 4) → ${service.url}`);
    expect(first.stderr).toContain("✖ not complete: 14 frames of 4 videos delivered");
    // Which of its frames the seventh request carries is up to their reading.
    expect(first.stderr).toMatch(
      /clip2\.mkv {2}▲ 4 frames delivered, 1 failed\n {4}1 failed: .*400.*\(frame_0000000[0-4]\.jpg\)/u,
    );
    expect(first.stderr).toContain("landed 15 · delivered 14 · failed 1 · skipped 0 · pending 0");
    expect(first.stderr).toContain(`to send them again  frameferry resubmit ${order[2]}`);
    // The third of them begins nothing anew that the first one has written.
    const sources = (await resultLines(results)).map(({ source }) => source);
    for (const source of [order[0], order[2], order[3]])
      expect(sources.filter((other) => other === source)).toHaveLength(5);
    isMended = true;
    const again = await run(...words, "--to", service.url, "--retry-failed");
    expect([again.exitCode, service.requestCount]).toEqual([4, 16]);
    expect(again.total).toMatchObject({ delivered: 1, previouslyDelivered: 14, failed: 0 });
  });

  test("get a folder of frames each, below the one that was named", async () => {
    await using service = await startCollector();
    const frames = join(home.path, "frames");
    const words = [video("clip2.mkv"), video("other.mkv"), "--frames", frames];
    const { exitCode, stderr } = await run(...words, "--to", service.url);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("✔ all 10 frames of 2 videos delivered");
    expect(readdirSync(frames).toSorted()).toEqual(["clip2.mkv", "other.mkv"]);
    expect(readdirSync(join(frames, "other.mkv"))).toHaveLength(5);
  });

  test("are all examined before the first one is begun", async () => {
    await using service = await startCollector();
    const words = [video("clip2.mkv"), video("missing.mkv"), "--to", service.url];
    const { exitCode, total, stderr } = await run(...words);
    expect([exitCode, service.requestCount]).toEqual([4, 0]);
    expect(total).toMatchObject({ complete: false, problems: [{ code: "ERR_VIDEO_MISSING" }] });
    expect(stderr).toContain(`there is no video file ${video("missing.mkv")}`);
    expect(existsSync(join(home.path, "state"))).toBe(false);
  });

  test("are not begun where the service has rejected all of the first", async () => {
    await using service = await startCollector({ answer: () => ({ status: 404 }) });
    await ffmpeg(home.path, ...testPicture("32x32", 3, 10), "long.mkv");
    const words = [join(home.path, "long.mkv"), video("other.mkv"), "--to", service.url];
    const { exitCode, total, stderr } = await run(...words);
    expect(exitCode).toBe(3);
    expect(total.jobs).toMatchObject([
      { summary: { stopped: { cause: "sameRejection" } } },
      { source: video("other.mkv"), state: "notBegun", exitCode: null, summary: null },
    ]);
    expect(stderr).toContain("1 was not started");
    expect(stderr).toContain("--success-on");
    expect(stderr).toContain(`${video("other.mkv")}  ■ not started`);
  });

  test("of which one is stopped early are counted as that", async () => {
    await using service = await startCollector({
      answer: (_, number) => (number % 3 === 0 ? { status: 400 } : {}),
    });
    const words = [video("clip2.mkv"), video("other.mkv"), "--max-failures", "0"];
    const { exitCode, stderr } = await run(...words, "--to", service.url, "-c", "1");
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/✖ stopped early: \d frames? of 2 videos delivered, 2 failed/u);
  });

  test("are planned by a dry run as one object, a glob of one video as that video alone", async () => {
    const plan = await run(video("clip*.mkv"), "--to", "http://127.0.0.1:9", "--dry-run");
    expect(plan.total).toMatchObject({
      jobs: [{ video: video("clip2.mkv") }, { video: video("clip10.mkv") }],
    });
    const single = await run(video("oth*.mkv"), "--to", "http://127.0.0.1:9", "--dry-run");
    expect(single.total).toMatchObject({ video: video("other.mkv") });
  });
});

test("Ctrl-C ends several videos, and says which were not begun", async () => {
  await using delivery = await DeliveryCommand.open({
    answer: async ({ parts }) => {
      await held.promise;
      return { status: parts.length > 0 ? 200 : 400 };
    },
  });
  const held = Promise.withResolvers<void>();
  const words = ["clip2.mkv", "clip10.mkv", "other.mkv"].map(video);
  const started = delivery.start(["run", ...words]);
  await expect.poll(() => delivery.service.requestCount).toBeGreaterThan(0);
  started.process.kill("SIGINT");
  await expect.poll(() => started.stderr).toContain("finishing what is in flight");
  held.resolve();
  const { exitCode, stdout, stderr } = await started.ended;
  expect([exitCode, stdout.trim().split("\n").length]).toEqual([130, 1]);
  const { jobs } = JSON.parse(stdout) as SeveralSummary;
  expect(jobs.map(({ state }) => state)).toEqual(["interrupted", "notBegun", "notBegun"]);
  expect(stderr).toContain("2 were not started; the same command again goes on");
  expect((await delivery.run(["run", ...words])).exitCode).toBe(0);
  const names = delivery.service.requests.length;
  expect(names).toBe(15);
});
