import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";

let delivery: DeliveryCommand;
let isMended = false;
beforeEach(async () => {
  isMended = false;
  delivery = await DeliveryCommand.open({
    answer: (_, number) => (!isMended && number === 2 ? { status: 400 } : {}),
  });
});
afterEach(async () => {
  await delivery[Symbol.asyncDispose]();
});

async function video(seconds: number): Promise<string> {
  await ffmpeg(delivery.path(), ...testPicture("32x32", seconds, 10), "a.ts");
  return delivery.path("a.ts");
}

test("a video on standard input is run, each time as a job of its own, and its failures are sent again", async () => {
  const path = await video(1);
  for (const requests of [10, 20]) {
    const run = delivery.start(["run", "-"], { hasInput: true });
    if (run.process.stdin !== null) await pipeline(createReadStream(path), run.process.stdin);
    const { exitCode, summary, results, stderr } = await run.ended;
    const failed = requests === 10 ? 1 : 0;
    expect([exitCode, delivery.service.requestCount]).toEqual([failed === 0 ? 0 : 3, requests]);
    expect(summary).toMatchObject({ landed: 10, failed, previouslyDelivered: 0, sliced: 10 });
    expect(new Set(results.map(({ source }) => source))).toEqual(new Set(["-"]));
    expect(stderr).toContain(`standard input → ${delivery.service.url}`);
    if (failed > 0) expect(stderr).toContain(`frameferry resubmit ${summary.job}`);
  }
  const state = ["--state", delivery.path("state", "frameferry")];
  const pruned = await delivery.plain(["status", "--prune", "--dry-run", "--json", ...state]);
  expect(JSON.parse(pruned.stdout)).toMatchObject({ removed: [] });
  isMended = true;
  const words = ["resubmit", "-", "--json", "--state", delivery.path("state", "frameferry")];
  const again = await delivery.plain(words);
  expect([again.exitCode, delivery.service.requestCount]).toEqual([0, 21]);
  expect(JSON.parse(again.stdout)).toMatchObject({ delivered: 1, complete: true });
});

test("Ctrl-C ends a stream that has no end, and does not promise to go on with it", async () => {
  // ffmpeg listens to a broadcast for seconds before it says what it is.
  const bytes = await readFile(await video(15));
  const run = delivery.start(["run", "-"], { hasInput: true });
  run.process.stdin?.write(bytes);
  await expect.poll(() => delivery.service.requestCount).toBeGreaterThan(0);
  run.process.kill("SIGINT");
  const { exitCode, summary, stderr } = await run.ended;
  expect([exitCode, summary.complete, summary.pending + summary.landed > 0]).toEqual([
    130,
    false,
    true,
  ]);
  expect(stderr).toContain("this cannot be resumed, the next run starts at its first frame");
});

test("a stream of nothing leaves no job, and --json prints its object all the same", async () => {
  const { exitCode, stdout, stderr } = await delivery.run(["run", "-"]);
  expect(exitCode).toBe(4);
  expect(stderr).toContain("standard input ended before the first byte of a video");
  expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code: "ERR_VIDEO_UNREADABLE" }] });
  const status = await delivery.plain(["status", "--json"]);
  expect(JSON.parse(status.stdout)).toEqual({ sites: [], jobs: [] });
});

test("a pipe waits while the spool is full", async () => {
  const path = await video(20);
  const run = delivery.start(["run", "-", "--spool-size", "10kB", "--concurrency", "1"], {
    hasInput: true,
  });
  if (run.process.stdin !== null) await pipeline(createReadStream(path), run.process.stdin);
  const { summary } = await run.ended;
  expect(summary).toMatchObject({ landed: 200, delivered: 199, pending: 0 });
  expect(summary.slicePauses).toBeGreaterThan(0);
});
