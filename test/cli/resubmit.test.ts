import { existsSync, readdirSync } from "node:fs";
import { rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { FrameMaker } from "../support/frames/frame-maker.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import type { Answer } from "../support/services/collector-answer.ts";
import { type Collector, startCollector } from "../support/services/collector.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { resultLines } from "../support/results/result-lines.ts";
import { serviceByIndex } from "../support/services/service-by-index.ts";
import { type CommandExit, runCommand, startCommand } from "../support/program/command-run.ts";
import { runMain } from "../support/program/run-main.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const cli = async (...words: readonly string[]): Promise<CommandExit> =>
  await runCommand(words, home.path);

interface Counts {
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
}

/** The counts of the only job, as `status` tells them. */
async function counts(): Promise<Counts> {
  const { stdout } = await cli("status", "--json");
  const { jobs } = JSON.parse(stdout) as { jobs: { counts: Counts }[] };
  expect(jobs).toHaveLength(1);
  return jobs[0]!.counts;
}

/** A service that refuses frames 1 and 2, and all goes well once `isMended`. */
async function mendableService(): Promise<{ service: Collector; mend: () => void }> {
  let isMended = false;
  const refused: Answer = { status: 422, body: "not a cat" };
  const service = await serviceByIndex((index) =>
    !isMended && (index === 1 || index === 2) ? refused : {},
  );
  return { service, mend: () => (isMended = true) };
}

describe("frames of a folder", () => {
  test("that failed are sent again, with all that a run prints, and settled where they failed", async () => {
    const folder = await folderOfFrames(home.path, 4);
    const { service, mend } = await mendableService();
    await using _ = service;
    expect((await cli("send", folder, "--to", service.url)).exitCode).toBe(3);
    mend();
    const results = join(home.path, "again.jsonl");
    const again = await cli("resubmit", folder, "--results", results, "--json");
    expect(again.exitCode).toBe(0);
    expect(service.requestCount).toBe(6);
    expect(again.stderr).toContain("all 2 frames delivered");
    expect(JSON.parse(again.stdout)).toMatchObject({
      landed: 2,
      delivered: 2,
      previouslyDelivered: 2,
    });
    const lines = await resultLines(results);
    expect(lines.map(({ frame }) => frame).toSorted()).toEqual([
      "frame_00000001.jpg",
      "frame_00000002.jpg",
    ]);
    expect(lines[0]).toMatchObject({ source: folder, outcome: "delivered", status: 200 });
    expect(await counts()).toMatchObject({ delivered: 4, failed: 0, pending: 0 });
    expect(readdirSync(folder)).toHaveLength(4);
    const third = await cli("resubmit", folder);
    expect([third.exitCode, third.stdout, service.requestCount]).toEqual([0, "", 6]);
    expect(third.stderr).toContain("has failed: there is nothing to send again");
  });

  test("that failed elsewhere are named, with 3, where the job of the named service has none", async () => {
    const folder = await folderOfFrames(home.path, 4);
    const { service } = await mendableService();
    await using _ = service;
    await using well = await serviceByIndex(() => ({}));
    await cli("send", folder, "--to", well.url);
    await cli("send", folder, "--to", service.url);
    const { exitCode, stderr } = await cli("resubmit", folder, "--to", well.url);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`has failed at ${well.url}`);
    expect(stderr).toContain(`2 frames failed at ${service.url}`);
    expect([well.requestCount, service.requestCount]).toEqual([4, 4]);
  });

  test("that fail once more stay failed, under their keys and with all their attempts, and the command is named again", async () => {
    const folder = await folderOfFrames(home.path, 3);
    const { service } = await mendableService();
    await using _ = service;
    await cli("send", folder, "--to", service.url);
    const keys = async (): Promise<unknown> =>
      (await cli("failures", folder, "--json")).stdout.match(/"idempotencyKey":"[\w-]{22}"/gu);
    const keysBefore = await keys();
    const again = await cli("resubmit", folder, "--only", "422");
    expect(again.exitCode).toBe(3);
    expect(await keys()).toEqual(keysBefore);
    const sent = service.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(sent.slice(0, 3)).toEqual(expect.arrayContaining(sent.slice(3)));
    expect(sent[3]).toMatch(/^.{22,}$/u);
    expect(again.stderr).toContain(`to send them again  frameferry resubmit ${folder} --only 422`);
    const { stdout } = await cli("failures", folder, "--json");
    expect(stdout.match(/"attempts":2/gu)).toHaveLength(2);
    expect(await counts()).toMatchObject({ delivered: 1, failed: 2 });
  });

  test("may be chosen by status or reason", async () => {
    const folder = await folderOfFrames(home.path, 3);
    let isMended = false;
    await using service = await serviceByIndex((index) =>
      isMended ? {} : { status: 420 + (index ?? 0), body: `number ${index}` },
    );
    await cli("send", folder, "--to", service.url);
    isMended = true;
    await cli("resubmit", folder, "--only", "421");
    await cli("resubmit", folder, "--only", "NUMBER 2");
    const { stdout } = await cli("failures", folder, "--json");
    expect(stdout.match(/frame_\d+\.jpg(?=","index)/gu)).toEqual(["frame_00000000.jpg"]);
    const none = await cli("resubmit", folder, "--only", "429");
    expect([none.exitCode, none.stderr]).toEqual([0, expect.stringContaining('failed with "429"')]);
  });

  test("whose images are gone, changed or unfinished are kept apart", async () => {
    const folder = await folderOfFrames(home.path, 4);
    let isMended = false;
    await using service = await startCollector({ answer: () => (isMended ? {} : { status: 400 }) });
    await cli("send", folder, "--to", service.url);
    isMended = true;
    const image = (index: number): string => join(folder, `frame_0000000${index}.jpg`);
    await rm(image(0));
    await writeFile(image(1), (await FrameMaker.make()).jpeg(1, 5000));
    await truncate(image(2), (await stat(image(2))).size - 20);
    const { exitCode, stdout } = await cli("resubmit", folder, "--json");
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      3,
      { landed: 4, delivered: 2, failed: 2 },
    ]);
    expect(service.requestCount).toBe(6);
    expect(service.requests.at(-1)?.body.length).not.toBe(service.requests.at(-2)?.body.length);
    const left = JSON.parse((await cli("failures", folder, "--json")).stdout) as {
      jobs: { failures: { frame: string; reason: string; attempts: number }[] }[];
    };
    expect(left.jobs[0]?.failures).toMatchObject([
      { frame: "frame_00000000.jpg", reason: "there is no such file", attempts: 1 },
      {
        frame: "frame_00000002.jpg",
        reason: "the JPEG ends before its picture begins",
        attempts: 1,
      },
    ]);
  });

  test("are moved or deleted after their delivery when that is asked for", async () => {
    const folder = await folderOfFrames(home.path, 3);
    const { service, mend } = await mendableService();
    await using _ = service;
    await cli("send", folder, "--to", service.url);
    mend();
    await cli("resubmit", folder, "--move-to", join(home.path, "done"));
    expect(readdirSync(join(home.path, "done"))).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(["frame_00000000.jpg"]);
  });
});

test("a file of a list that failed is found by any of the list's files, and is sent again", async () => {
  const folder = await folderOfFrames(home.path, 3);
  const { service, mend } = await mendableService();
  await using _ = service;
  const files = readdirSync(folder).map((name) => join(folder, name));
  await cli("send", ...files, "--to", service.url);
  mend();
  const { exitCode, stderr } = await cli("resubmit", files[0] ?? "");
  expect([exitCode, service.requestCount]).toEqual([0, 5]);
  expect(stderr).toContain("all 2 frames delivered");
});

test("the same selection lists frames and sends them again", async () => {
  const folder = await folderOfFrames(home.path, 6);
  let isMended = false;
  await using service = await startCollector({ answer: () => (isMended ? {} : { status: 400 }) });
  await cli("send", folder, "--to", service.url, "--max-failures", "100%");
  isMended = true;
  const selection = [
    ...["--only", "400", "--match", "frame_*", "--ignore", "*1.jpg", "--max-frames", "3"],
    ...["--service-name", `${service.url}/`],
  ];
  const { stdout } = await cli("failures", folder, ...selection, "--json");
  const { jobs } = JSON.parse(stdout) as {
    jobs: { failed: number; failures: { frame: string }[] }[];
  };
  expect(jobs.map(({ failed }) => failed)).toEqual([5]);
  const listed = jobs.flatMap(({ failures }) => failures.map(({ frame }) => frame));
  expect(listed.map((frame) => frame.slice(-5))).toEqual(["0.jpg", "2.jpg", "3.jpg"]);
  const plan = await cli("resubmit", folder, ...selection, "--dry-run");
  expect(plan.stdout).toContain("3 of 5 that failed");
  const results = join(home.path, "again.jsonl");
  const again = await cli("resubmit", folder, ...selection, "--results", results);
  expect(again.exitCode).toBe(0);
  const sent = (await resultLines(results)).map(({ frame }) => frame);
  expect(sent.toSorted()).toEqual(listed);
  expect(await counts()).toMatchObject({ delivered: 3, failed: 3 });
  const none = await cli("resubmit", folder, "--match", "*.png");
  expect(none).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining("has failed that --match and --ignore mean"),
  });
  const unknown = await cli("failures", folder, "--service-name", "nobody");
  expect(unknown).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining("has a service named nobody"),
  });
  const there = await cli("failures", folder, "--to", service.url, "--ignore", "*1.jpg", "--json");
  expect(JSON.parse(there.stdout)).toMatchObject({ jobs: [{ failed: 2 }] });
});

describe("frames of a video", () => {
  test("that failed leave the spool once they are delivered, with index and time on record", async () => {
    let isMended = false;
    await using service = await startCollector({
      answer: (_, number) => (!isMended && number % 4 === 0 ? { status: 400 } : {}),
    });
    const words = [CFR, "--to", service.url, "--every", "10"];
    const first = await cli("run", ...words, "--json");
    const { failedImages } = JSON.parse(first.stdout) as { failedImages: string };
    expect(readdirSync(failedImages)).toHaveLength(3);
    isMended = true;
    const results = join(home.path, "again.jsonl");
    const again = await cli("resubmit", CFR, "--results", results);
    expect([again.exitCode, service.requestCount]).toEqual([0, 13]);
    expect(existsSync(failedImages)).toBe(false);
    for (const line of await resultLines(results)) {
      expect(line["frame"]).toBe(`frame_${String(line["index"]).padStart(8, "0")}.jpg`);
      expect(line["ptsSeconds"]).toBeCloseTo(Number(line["index"]) * 0.4, 3);
    }
    const third = await cli("run", ...words);
    expect([third.exitCode, service.requestCount]).toEqual([0, 13]);
    expect(third.stderr).toContain("all 10 frames were delivered before");
  });

  test("stay in a folder that was named", async () => {
    let isMended = false;
    await using service = await startCollector({ answer: () => (isMended ? {} : { status: 400 }) });
    const frames = join(home.path, "frames");
    await cli("run", CFR, "--to", service.url, "--every", "50", "--frames", frames);
    isMended = true;
    expect((await cli("resubmit", CFR)).exitCode).toBe(0);
    expect(readdirSync(frames)).toHaveLength(2);
    expect(await counts()).toMatchObject({ delivered: 2, failed: 0 });
  });
});

describe("resubmit sends", () => {
  test("to another address, if one is given, and the frames count for the job where they had failed", async () => {
    const folder = await folderOfFrames(home.path, 3);
    const { service } = await mendableService();
    await using _ = service;
    await using other = await startCollector();
    await cli("send", folder, "--to", service.url);
    const { exitCode } = await cli("resubmit", folder, "--to", `${other.url}/else`);
    expect([exitCode, service.requestCount, other.requestCount]).toEqual([0, 3, 2]);
    expect(await counts()).toMatchObject({ delivered: 3, failed: 0 });
  });

  test.each([
    ["a query", (url: string) => [`${url}/predict?key=canary`]],
    ["a name", (url: string) => [`${url}/predict`, "--service-name", "cam"]],
  ])("nowhere without an address where the service has %s", async (_, wordsFor) => {
    const folder = await folderOfFrames(home.path, 1);
    await using service = await startCollector({ answer: () => ({ status: 400 }) });
    const words = wordsFor(service.url);
    const first = await cli("send", folder, "--to", ...words);
    expect(first.stderr).toMatch(/frameferry resubmit \S+ --to \S+/u);
    expect(first.stderr).not.toContain("canary");
    const { exitCode, stderr } = await cli("resubmit", folder);
    expect([exitCode, service.requestCount]).toEqual([2, 1]);
    expect(stderr).toContain("name the service: --to http://host/predict");
    expect((await cli("resubmit", folder, "--to", ...words)).exitCode).toBe(3);
    expect(service.requestCount).toBe(2);
  });

  test("to each service where they failed, one job after the other, or to one of them", async () => {
    const folder = await folderOfFrames(home.path, 1);
    let isMended = false;
    const answer = (): Answer => (isMended ? {} : { status: 400 });
    await using here = await startCollector({ answer });
    await using there = await startCollector({ answer });
    for (const service of [here, there]) await cli("send", folder, "--to", service.url);
    const refused = await cli("resubmit", folder, "--results", join(home.path, "r.jsonl"));
    expect([refused.exitCode, here.requestCount]).toEqual([2, 1]);
    await cli("resubmit", folder, "--to", here.url);
    expect([here.requestCount, there.requestCount]).toEqual([2, 1]);
    isMended = true;
    const { exitCode, stdout } = await cli("resubmit", folder, "--json");
    expect([exitCode, here.requestCount, there.requestCount]).toEqual([0, 3, 2]);
    const ended = { state: "ended", summary: { delivered: 1 } };
    expect(JSON.parse(stdout)).toMatchObject({
      delivered: 2,
      complete: true,
      jobs: [ended, ended],
    });
    const nothing = await cli("resubmit", folder, "--json");
    expect(JSON.parse(nothing.stdout)).toMatchObject({ delivered: 0, complete: true, jobs: [] });
  });

  test("nowhere in a dry run, which shows it all and changes nothing", async () => {
    const folder = await folderOfFrames(home.path, 3);
    const { service } = await mendableService();
    await using _ = service;
    await cli("send", folder, "--to", service.url);
    const { exitCode, stdout } = await cli("resubmit", folder, "--dry-run");
    expect([exitCode, service.requestCount]).toEqual([0, 3]);
    expect(stdout).toMatch(/^frames +2 that failed\n +2 × .*not a cat$/mu);
    expect(stdout).toContain(`POST ${service.url}/\n`);
    const plan = JSON.parse((await cli("resubmit", folder, "-n", "--json")).stdout) as object;
    expect(plan).toMatchObject({ frames: 2, reasons: [{ status: 422, count: 2 }] });
    expect(await counts()).toMatchObject({ failed: 2 });
  });
});

describe("a resubmission", () => {
  test("ends with 6 while a run is at work, and names its process", async () => {
    const folder = await folderOfFrames(home.path, 2);
    await using service = await serviceByIndex((index) =>
      index === 0 ? { status: 400 } : { kind: "hang" },
    );
    const run = startCommand(["watch", folder, "--to", service.url], home.path);
    try {
      const failed = async (): Promise<number> => {
        const { stdout } = await cli("status", "--json");
        return /"failed":1/u.test(stdout) ? 1 : 0;
      };
      await expect.poll(failed).toBe(1);
      const { exitCode, stderr } = await cli("resubmit", folder);
      expect([exitCode, stderr]).toEqual([
        6,
        expect.stringContaining(`(process ${run.process.pid})`),
      ]);
    } finally {
      run.process.kill("SIGKILL");
      await run.ended;
    }
  });

  test("that is interrupted leaves the rest failed, to be sent again", async () => {
    const folder = await folderOfFrames(home.path, 3);
    let isSlow = false;
    await using service = await startCollector({
      answer: () => (isSlow ? { delayMs: 300 } : { status: 400 }),
    });
    await cli("send", folder, "--to", service.url);
    isSlow = true;
    const run = startCommand(["resubmit", folder, "-c", "1"], home.path);
    await expect.poll(() => service.requestCount).toBe(4);
    run.process.kill("SIGINT");
    expect((await run.ended).exitCode).toBe(130);
    const { delivered, failed } = await counts();
    expect([delivered > 0, delivered + failed]).toEqual([true, 3]);
    expect((await cli("resubmit", folder)).exitCode).toBe(0);
    expect(await counts()).toMatchObject({ delivered: 3, failed: 0 });
  });

  test.each([
    [["resubmit"], "missing required argument 'source'"],
    [["resubmit", "a.mp4", "--to", "ftp://x"], "--to: must be an http or https address"],
    [["resubmit", "a.mp4", "--on-failure", "move"], "--on-failure: must be keep or copy-to=FOLDER"],
    [["failures", "a.mp4", "--max-frames", "0"], "--max-frames: must be at least 1"],
  ])("as %j ends with 2 and names the culprit", async (words, sentence) => {
    const { exitCode, stderr } = await runMain(...words);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
