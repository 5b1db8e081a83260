import { copyFileSync, existsSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { exitCodeOfRun } from "../../../src/cli/process/exit-codes.ts";
import {
  type RunEvent,
  type RunVideoOptions,
  type Run,
  runVideo,
  type RunSummary,
  sendFiles,
  type SendFilesOptions,
} from "../../../src/index.ts";
import { planResubmissions, runResubmission } from "../../../src/app/sources/resubmit-frames.ts";
import { resubmitSchema } from "../../../src/options/resubmit-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import type { FrameRecord } from "../../../src/ledger/frame-record.ts";
import { readLedger } from "../../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { runCommand } from "../../support/program/command-run.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

let home: TemporaryFolder;
/** Wants its image in the field `image`, as most services do. */
let service: Collector;
/** Is told how many requests have arrived, and holds up the answer. */
let onRequest: (count: number) => Promise<void> | void;
beforeEach(async () => {
  home = await temporaryFolder();
  onRequest = () => {};
  service = await startCollector({
    answer: async ({ parts }, number) => {
      await onRequest(number + 1);
      return parts[0]?.fieldName === "image" ? {} : { status: 400, body: "no image" };
    },
  });
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

interface Ended {
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
  readonly warnings: readonly string[];
}

async function ended(run: Run): Promise<Ended> {
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  const warnings = events.flatMap((event) =>
    event.type === "warningRaised" ? [event.message] : [],
  );
  return { summary: await run.summary, events, warnings };
}

/** Ten frames of a video. */
async function slice(options: Partial<RunVideoOptions> = {}): Promise<Ended> {
  const usual = { video: CFR, to: service.url, state: home.path, every: 10 };
  return await ended(runVideo({ ...usual, ...options }));
}

async function send(options: Partial<SendFilesOptions>): Promise<Ended> {
  return await ended(sendFiles({ to: service.url, state: home.path, ...options }));
}

async function failuresOf({ summary }: Ended): Promise<readonly FrameRecord[]> {
  await using ledger = await readLedger(join(home.path, "jobs", summary.job));
  return ledger?.failures() ?? [];
}

function keys(): readonly string[] {
  return service.requests.map(({ headers }) => String(headers["idempotency-key"]));
}

describe("P35: a video whose frames have failed", () => {
  test("is no success when the same command runs again: it counts them, and sends nothing", async () => {
    const first = await slice({ field: "file" });
    expect(first.summary).toMatchObject({ landed: 10, failed: 10, previouslyFailed: 0 });
    const { summary } = await slice({ field: "file" });
    expect(summary).toMatchObject({ landed: 0, failed: 0, previouslyFailed: 10, complete: false });
    expect(summary.failures).toMatchObject([
      { count: 10, reason: expect.stringMatching(/400: no image \(in an earlier run; resubmit/u) },
    ]);
    expect(exitCodeOfRun(summary)).toBe(3);
    expect(existsSync(summary.failedImages ?? "")).toBe(true);
    expect(service.requestCount).toBe(10);
  });

  test("is sent again by itself under another request, from the images that were kept, as the same frames", async () => {
    const first = await slice({ field: "file" });
    const { summary, events, warnings } = await slice();
    expect(warnings).toEqual([expect.stringContaining("10 frames that failed in earlier runs")]);
    expect(events.some(({ type }) => type === "sliceStarted")).toBe(false);
    expect(summary).toMatchObject({ landed: 10, delivered: 10, complete: true, sliced: 0 });
    expect(summary).toMatchObject({ previouslyFailed: 0, failures: [], problems: [] });
    expect(exitCodeOfRun(summary)).toBe(0);
    expect(keys().slice(10).toSorted()).toEqual(keys().slice(0, 10).toSorted());
    expect(await failuresOf(first)).toEqual([]);
    expect(existsSync(first.summary.failedImages ?? "")).toBe(false);
    const third = await slice();
    expect(third.summary).toMatchObject({ landed: 0, previouslyDelivered: 10, complete: true });
    expect(service.requestCount).toBe(20);
  });

  test("is sent again under the same request with --retry-failed, and its attempts are counted on", async () => {
    await slice({ field: "file" });
    const again = await slice({ field: "file", retryFailed: true });
    expect(again.summary).toMatchObject({ landed: 10, failed: 10, previouslyFailed: 0 });
    const attempts = (await failuresOf(again)).map((record) => record.attempts);
    expect(attempts).toEqual(Array.from({ length: 10 }, () => 2));
    expect(service.requestCount).toBe(20);
  });

  test("is known by the request of its last attempt, also when that was a resubmission", async () => {
    await slice({ field: "file" });
    const given = { sources: [CFR], state: home.path, field: "picture" };
    for (const resubmission of await planResubmissions(
      checkOptions(resubmitSchema, given),
      home.path,
    )) {
      const never = new AbortController().signal;
      const signals = { drain: never, abort: never };
      await runResubmission(resubmission, { emit: () => {} }, signals);
    }
    const same = await slice({ field: "picture" });
    expect(same.summary).toMatchObject({ landed: 0, previouslyFailed: 10 });
    const former = await slice({ field: "file" });
    expect(former.summary).toMatchObject({ landed: 10, failed: 10, previouslyFailed: 0 });
    expect((await failuresOf(former)).map(({ attempts }) => attempts)).toEqual(
      Array.from({ length: 10 }, () => 3),
    );
  });

  test("is sliced again from where an image is gone", async () => {
    const { summary: first } = await slice({ field: "file" });
    rmSync(join(first.failedImages ?? "", "frame_00000004.jpg"));
    const { summary } = await slice();
    expect(summary).toMatchObject({ landed: 10, delivered: 10, sliced: 6, complete: true });
    const names = service.requests.slice(10).map(({ parts }) => parts[0]?.fileName);
    expect(new Set(names).size).toBe(10);
  });

  test("keeps its folder, and its failed frames are sent from there", async () => {
    const framesFolder = join(home.path, "frames");
    await slice({ field: "file", frames: framesFolder });
    const { summary } = await slice({ frames: framesFolder });
    expect(summary).toMatchObject({ delivered: 10, sliced: 0, complete: true });
    expect(readdirSync(framesFolder)).toHaveLength(10);
  });

  test("is sent from where its images are, when other ones are to go elsewhere", async () => {
    const first = await slice({ field: "file" });
    const framesFolder = join(home.path, "frames");
    const { summary, warnings } = await slice({ frames: framesFolder });
    expect(warnings[0]).toContain(`failed frames stay in ${first.summary.failedImages}`);
    expect(summary).toMatchObject({ delivered: 10, sliced: 0, complete: true });
    expect(existsSync(first.summary.failedImages ?? "")).toBe(false);
  });

  test("is forgotten only by a run that can begin again", async () => {
    const framesFolder = join(home.path, "frames");
    const first = await slice({ field: "file", frames: framesFolder });
    await expect(slice({ restart: true, frames: framesFolder })).rejects.toMatchObject({
      code: "ERR_FRAMES_FOLDER_NOT_EMPTY",
    });
    expect(await failuresOf(first)).toHaveLength(10);
  });

  test("goes on with those that a run left that was ended while it sent them again", async () => {
    await slice({ field: "file" });
    const ending = new AbortController();
    onRequest = (count) => (count === 13 ? ending.abort() : undefined);
    const { summary } = await slice({ concurrency: 1, signal: ending.signal });
    const rest = await slice({ concurrency: 1 });
    expect([summary.delivered, summary.complete]).toEqual([3, false]);
    expect(summary.previouslyFailed + summary.pending).toBeGreaterThanOrEqual(7);
    expect(rest.summary).toMatchObject({ complete: true, previouslyFailed: 0 });
    expect([rest.summary.delivered, service.requestCount]).toEqual([7, 20]);
  });
});

describe("P35: the failures of a video that is sliced otherwise", () => {
  test("stay failed with their images, are counted, and are sent when its options come back", async () => {
    const first = await slice({ field: "file" });
    const other = await slice({ every: 20 });
    expect(other.summary).toMatchObject({ delivered: 5, previouslyFailed: 10, complete: false });
    expect(other.summary.failures[0]?.reason).toContain(
      "in an earlier run with other slicing options",
    );
    expect(exitCodeOfRun(other.summary)).toBe(3);
    expect(await failuresOf(first)).toHaveLength(10);
    expect(readdirSync(first.summary.failedImages ?? "")).toHaveLength(10);
    const back = await slice();
    expect(back.summary).toMatchObject({ job: first.summary.job, delivered: 10, complete: true });
    const forth = await slice({ every: 20 });
    expect(forth.summary).toMatchObject({ landed: 0, previouslyDelivered: 5, complete: true });
  });

  test("are reported together with deliveries of the other slicing, which no longer count", async () => {
    await slice();
    const other = await slice({ every: 20 });
    expect(other.warnings).toEqual([
      expect.stringContaining("10 frames that were delivered with other slicing options"),
    ]);
    const same = await slice({ every: 20 });
    expect([same.warnings, same.summary.previouslyDelivered]).toEqual([[], 5]);
    expect((await slice({ every: 20, restart: true })).warnings).toEqual([]);
  });

  test("stay failed when the video itself is another one now", async () => {
    const video = join(home.path, "clip.mp4");
    copyFileSync(CFR, video);
    const first = await slice({ video, field: "file" });
    utimesSync(video, 1_700_000_000, 1_700_000_000);
    const second = await slice({ video });
    expect(second.summary).toMatchObject({ delivered: 10, previouslyFailed: 10, complete: false });
    expect(readdirSync(first.summary.failedImages ?? "")).toHaveLength(10);
    // A third slicing finds the place of the second free, for nothing has failed there.
    const third = await slice({ video, every: 50 });
    expect(third.summary).toMatchObject({ job: second.summary.job, previouslyFailed: 10 });
  });

  test("keep other slicings out while they are being sent again", async () => {
    await slice({ field: "file" });
    let refused: unknown = null;
    onRequest = async (count) => {
      if (count !== 11) return;
      refused = await slice({ every: 20 }).catch((error: unknown) => error);
    };
    const { summary } = await slice();
    expect(refused).toMatchObject({ code: "ERR_JOB_OWNED" });
    expect(summary).toMatchObject({ delivered: 10, complete: true });
  });

  test("are listed and sent again by their source, and forgotten by --restart, which says so", async () => {
    await slice({ field: "file" });
    await slice({ every: 50, field: "file" });
    const words = ["--state", home.path];
    const { stdout } = await runCommand(["failures", CFR, ...words], home.path);
    const headings = stdout.match(/--every \d+ → \S+ \d+ failed$/gmu);
    const to = `${service.url}/`;
    expect(headings).toEqual([`--every 10 → ${to}: 10 failed`, `--every 50 → ${to}: 2 failed`]);
    const again = await runCommand(["resubmit", CFR, ...words], home.path);
    expect([again.exitCode, service.requestCount]).toEqual([0, 24]);
    await slice({ every: 25, field: "file" });
    const anew = await slice({ restart: true });
    expect(anew.warnings).toEqual([expect.stringContaining("forgets 4 frames that had failed")]);
    expect(anew.summary).toMatchObject({ delivered: 10, previouslyFailed: 0, complete: true });
  });
});

describe("P35: files that have failed", () => {
  test("are counted under the same request, and sent again under another one or with --retry-failed", async () => {
    const folder = await folderOfFrames(home.path, 3);
    await send({ paths: [folder], field: "file" });
    const same = await send({ paths: [folder], field: "file" });
    expect(same.summary).toMatchObject({ landed: 3, failed: 3, previouslyFailed: 0 });
    expect([exitCodeOfRun(same.summary), service.requestCount]).toEqual([3, 3]);
    const asked = await send({ paths: [folder], field: "file", retryFailed: true });
    expect((await failuresOf(asked)).map(({ attempts }) => attempts)).toEqual([2, 2, 2]);
    const other = await send({ paths: [folder], headers: { "X-Any": "1" } });
    expect(other.summary).toMatchObject({ landed: 3, delivered: 3, complete: true });
    expect(keys().slice(6).toSorted()).toEqual(keys().slice(0, 3).toSorted());
  });

  test("are forgotten by a job that begins again, which says so", async () => {
    const folder = await folderOfFrames(home.path, 3);
    await send({ paths: [folder], field: "file" });
    const { warnings, summary } = await send({ paths: [folder], restart: true });
    expect(warnings).toEqual(["starting over forgets 3 frames that had failed"]);
    expect(summary).toMatchObject({ landed: 3, delivered: 3, complete: true });
  });

  test("are counted when a run does not come across them, as long as they are there", async () => {
    const folder = await folderOfFrames(home.path, 3);
    await send({ paths: [folder], field: "file", match: ["*0.jpg", "*1.jpg"] });
    const others = await send({ paths: [folder], field: "file", ignore: ["*0.jpg", "*1.jpg"] });
    expect(others.summary).toMatchObject({ landed: 1, failed: 1, previouslyFailed: 2 });
    rmSync(join(folder, "frame_00000000.jpg"));
    const without = await send({ paths: [folder], ignore: ["*1.jpg"] });
    expect(without.summary).toMatchObject({ delivered: 1, previouslyFailed: 1, complete: false });
    expect(exitCodeOfRun(without.summary)).toBe(3);
    rmSync(join(folder, "frame_00000001.jpg"));
    const gone = await send({ paths: [folder] });
    expect(gone.summary).toMatchObject({ failed: 0, previouslyFailed: 0, complete: true });
  });

  test("are counted when another list comes from the same directory", async () => {
    const folder = await folderOfFrames(home.path, 2);
    const [one, two] = readdirSync(folder).map((name) => join(folder, name)) as [string, string];
    await send({ list: listOf(one), field: "file" });
    const { summary } = await send({ list: listOf(two) });
    expect(summary).toMatchObject({ landed: 1, delivered: 1, previouslyFailed: 1 });
    const both = await send({ list: listOf(one, two) });
    expect(both.summary).toMatchObject({ landed: 2, delivered: 1, skipped: 1, complete: true });
  });
});

async function* listOf(...paths: readonly string[]): AsyncGenerator<string, void, void> {
  yield* paths;
}

test("P35: the command line says how many are failed, and how they are sent", async () => {
  const words = ["run", CFR, "--to", service.url, "--every", "50", "--state", home.path];
  await runCommand([...words, "--field", "file"], home.path);
  const again = await runCommand([...words, "--field", "file"], home.path);
  expect(again.exitCode).toBe(3);
  expect(again.stderr).toContain("0 frames delivered, 2 failed in earlier runs and were not sent");
  expect(again.stderr).toContain("failed before 2");
  expect(again.stderr).toContain(`to send them again  frameferry resubmit ${CFR} --field file`);
  const quiet = await runCommand([...words, "--field", "file", "-q"], home.path);
  expect(quiet.exitCode).toBe(3);
  expect(quiet.stderr).toContain("2 failed in earlier runs and were not sent again, most often: ");
  const mended = await runCommand(words, home.path);
  expect([mended.exitCode, service.requestCount]).toEqual([0, 4]);
});
