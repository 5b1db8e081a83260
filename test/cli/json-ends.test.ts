import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { startCollector } from "../support/services/collector.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { runMain } from "../support/program/run-main.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);
const NOWHERE = "http://127.0.0.1:9/predict";

let home: TemporaryFolder;
beforeAll(async () => {
  home = await temporaryFolder();
  await writeFile(join(home.path, "junk.mp4"), "this is no video");
  await mkdir(join(home.path, "empty"));
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

/** The one object on standard output, and the exit code. */
async function ended(...words: readonly string[]): Promise<[number | null, unknown]> {
  const state = ["--state", join(home.path, "state")];
  const { exitCode, stdout } = await runMain(...words, ...state, "--json");
  expect(stdout.match(/\n/gu)).toHaveLength(1);
  return [exitCode, JSON.parse(stdout)];
}

describe("--json prints the summary of a run", () => {
  test.each([
    [
      "without a frame in the part that is wanted",
      [CFR, "--start", "1h"],
      "there is no frame after",
    ],
    ["whose ffmpeg fails at once", ["junk.mp4"], "is not a video that ffmpeg can read"],
  ])("that is one %s", async (_, [video = "", ...words], message) => {
    const path = video === CFR ? CFR : join(home.path, video);
    const [exitCode, summary] = await ended("run", path, ...words, "--to", NOWHERE);
    expect(exitCode).toBe(4);
    expect(summary).toMatchObject({
      ...{ landed: 0, delivered: 0, pending: 0, sliced: 0, complete: false, stopped: null },
      problems: [
        { code: "ERR_VIDEO_UNREADABLE", kind: "source", message: expect.stringContaining(message) },
      ],
      results: expect.stringContaining(".jsonl"),
    });
  });

  test("of which all was delivered before, or that has nothing to send", async () => {
    await using service = await startCollector();
    const words = ["run", CFR, "--every", "50", "--to", service.url];
    expect(await ended(...words)).toMatchObject([0, { delivered: 2, complete: true }]);
    expect(await ended(...words)).toMatchObject([0, { delivered: 0, previouslyDelivered: 2 }]);
    expect(await ended("send", join(home.path, "empty"), "--to", service.url)).toMatchObject([
      0,
      { landed: 0, complete: true },
    ]);
    const idle = ["watch", join(home.path, "empty"), "--until-idle", "1ms", "--to", service.url];
    expect(await ended(...idle)).toMatchObject([0, { landed: 0, complete: true }]);
  });
});

test.each([
  [2, "ERR_OPTION", ["run", CFR]],
  [2, "ERR_OPTION", ["run"]],
  [2, "ERR_OPTION", ["run", CFR, "--to", NOWHERE, "--no-such-flag"]],
  [2, "ERR_OPTION", ["run", CFR, "--to", NOWHERE, "--fps", "many"]],
  [4, "ERR_VIDEO_MISSING", ["run", "no-such.mp4", "--to", NOWHERE]],
  [4, "ERR_VIDEO_MISSING", ["run", "no-such-*.mp4", "--to", NOWHERE]],
  [5, "ERR_FFMPEG_BROKEN", ["run", CFR, "--to", NOWHERE, "--ffmpeg", "/no/such/ffmpeg"]],
  [2, "ERR_OPTION", ["watch", "incoming"]],
  [4, "ERR_SOURCE_MISSING", ["send", "no-such.jpg", "--to", NOWHERE]],
  [4, "ERR_JOB_UNKNOWN", ["resubmit", "no-such.mp4"]],
  [4, "ERR_JOB_UNKNOWN", ["failures", "no-such.mp4"]],
  [4, "ERR_JOB_UNKNOWN", ["forget", "no-such.mp4"]],
  [2, "ERR_OPTION", ["status", "--dry-run"]],
  [2, "ERR_OPTION", ["status", "--prune", "--older-than", "soon"]],
])("--json prints one object at an end with %i, %s: %j", async (code, name, words) => {
  const [exitCode, object] = await ended(...words);
  expect(exitCode).toBe(code);
  const problem = { code: name, kind: expect.any(String), message: expect.any(String) };
  expect(object).toEqual({ complete: false, problems: [expect.objectContaining(problem)] });
});

test.each([
  [2, ["tune"]],
  [2, ["tune", "--to", "nowhere at all"]],
  [2, ["doctor", "--to", "http://h/", "--protocol", "morse"]],
])("--json prints one object at an end with %i: %j", async (code, words) => {
  const { exitCode, stdout } = await runMain(...words, "--json");
  expect([exitCode, stdout.match(/\n/gu)?.length]).toEqual([code, 1]);
  expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code: "ERR_OPTION", kind: "usage" }] });
});

test("--json says of a video that ends early what standard error says", async () => {
  await using service = await startCollector();
  const whole = await readFile(fixtureVideoPath("late-start.mkv"));
  const half = join(home.path, "half.mkv");
  await writeFile(half, whole.subarray(0, whole.length / 2));
  const [exitCode, summary] = await ended("run", half, "--to", service.url);
  const message = expect.stringMatching(/^half\.mkv is incomplete: it ends after \d+ frames?/u);
  expect([exitCode, summary]).toMatchObject([4, { complete: false, problems: [{ message }] }]);
  expect(service.requestCount).toBeGreaterThan(0);
});

test("--json prints its object for a command that is stopped before anything was sent", async () => {
  await using delivery = await DeliveryCommand.open();
  const hung = delivery.path("hung-ffmpeg");
  const answers = `[ "$1" = -version ] && exec ffmpeg -version\n: > "${delivery.path("asked")}"\nexec sleep 600\n`;
  await writeFile(hung, `#!/bin/sh\n${answers}`);
  await chmod(hung, 0o755);
  const run = delivery.start(["run", CFR, "--ffmpeg", hung]);
  await expect.poll(() => existsSync(delivery.path("asked"))).toBe(true);
  run.process.kill("SIGINT");
  const { exitCode, summary } = await run.ended;
  expect([exitCode, summary]).toMatchObject([
    130,
    { landed: 0, aborted: true, complete: false, problems: [] },
  ]);
  await rm(delivery.path("asked"));
  const tune = delivery.start(["tune", "--video", CFR, "--ffmpeg", hung]);
  await expect.poll(() => existsSync(delivery.path("asked"))).toBe(true);
  tune.process.kill("SIGINT");
  const stopped = await tune.ended;
  expect([stopped.exitCode, JSON.parse(stopped.stdout)]).toEqual([
    130,
    { complete: false, problems: [] },
  ]);
});
