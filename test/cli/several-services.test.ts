import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunSummary } from "../../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import type { Answer } from "../support/services/collector-answer.ts";
import { type Collector, startCollector } from "../support/services/collector.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { resultLines } from "../support/results/result-lines.ts";
import { type CommandExit, runCommand } from "../support/program/command-run.ts";
import { runMainIn } from "../support/program/run-main.ts";

let home: TemporaryFolder;
let one: Collector;
let other: Collector;
beforeEach(async () => {
  home = await temporaryFolder();
  one = await startCollector();
  other = await startCollector();
});
afterEach(async () => {
  for (const part of [one, other, home]) await part[Symbol.asyncDispose]();
});

const cli = async (...words: readonly string[]): Promise<CommandExit> =>
  await runCommand(words, home.path);
const summaryOf = ({ stdout }: CommandExit): RunSummary => JSON.parse(stdout) as RunSummary;
const jobsOf = async (): Promise<{ job: string; service: string }[]> =>
  (JSON.parse((await cli("status", "--json")).stdout) as { jobs: never }).jobs;

describe("several services on the command line", () => {
  test("share the frames, and each has its counts", async () => {
    const folder = await folderOfFrames(home.path, 40);
    const results = join(home.path, "results.jsonl");
    const words = ["--to", one.url, "--to", `${other.url} weight=3`, "--results", results];
    const exit = await cli("send", folder, ...words, "--json");
    expect(exit.exitCode).toBe(0);
    const { services } = summaryOf(exit);
    expect(services).toMatchObject([
      { service: `${one.url}/`, requests: one.requestCount, delivered: one.requestCount },
      { service: `${other.url}/`, requests: other.requestCount, delivered: other.requestCount },
    ]);
    expect(one.requestCount + other.requestCount).toBe(40);
    expect(Math.min(one.requestCount, other.requestCount)).toBeGreaterThan(0);
    const lines = await resultLines(results);
    const to = lines.filter(({ service }) => service === `${other.url}/`);
    expect(to).toHaveLength(other.requestCount);
    expect(exit.stderr).toContain(`→ ${one.url}/, ${other.url}/`);
    expect(exit.stderr).toContain(`${other.url}/  delivered ${other.requestCount} · failed 0`);
  });

  test("are all in one variable of the environment, too", async () => {
    const folder = await folderOfFrames(home.path, 20);
    const environment = { FRAMEFERRY_TO: `${one.url} weight=2 ${other.url}` };
    const { exitCode } = await runCommand(["send", folder], home.path, environment);
    expect(exitCode).toBe(0);
    expect(one.requestCount + other.requestCount).toBe(20);
    expect(Math.min(one.requestCount, other.requestCount)).toBeGreaterThan(0);
  });

  test("make one job, in whatever order and with whatever weights", async () => {
    const folder = await folderOfFrames(home.path, 10);
    await cli("send", folder, "--to", one.url, "--to", other.url);
    const again = await cli(
      "send",
      folder,
      "--to",
      `${other.url} weight=5`,
      "--to",
      one.url,
      "--json",
    );
    expect(summaryOf(again)).toMatchObject({ delivered: 0, previouslyDelivered: 10, skipped: 10 });
    const services = [`${one.url}/`, `${other.url}/`].toSorted().join(", ");
    expect(await jobsOf()).toMatchObject([{ service: services }]);
  });

  test("make another job than one of them, unless they have the same name", async () => {
    const folder = await folderOfFrames(home.path, 4);
    await cli("send", folder, "--to", one.url);
    await cli("send", folder, "--to", one.url, "--to", other.url);
    expect(await jobsOf()).toHaveLength(2);
    await cli("send", folder, "--to", one.url, "--service-name", "farm");
    const words = ["--to", one.url, "--to", other.url, "--service-name", "farm", "--json"];
    expect(summaryOf(await cli("send", folder, ...words))).toMatchObject({
      previouslyDelivered: 4,
    });
    expect(await jobsOf()).toHaveLength(3);
  });

  test("are all examined by the doctor", async () => {
    const { exitCode, stdout } = await cli(
      "doctor",
      "--to",
      one.url,
      "--to",
      "http://127.0.0.1:9/",
    );
    expect(exitCode).toBe(7);
    expect(stdout).toContain(`${one.url}/ answers`);
    expect(stdout).toContain("nothing can be sent to http://127.0.0.1:9/: connection refused");
  });

  test.each([
    [["--to", "http://h/", "--to", "http://h/"], "--to: must name each once"],
    [["--to", "http://h/ weight=none"], "--to: must be a number"],
    [["--to", "http://h/", "--route", "cam1"], "--route: must be PATTERN=URL"],
    [["--to", "http://h/", "--mirror", "ftp://h/"], "--mirror: must be an http or https address"],
  ])("are a usage error with the reason: %j", async (words, reason) => {
    const { exitCode, stderr } = await runMainIn(home.path, "send", "in", ...words);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});

describe("a dry run with several services", () => {
  const words = (): readonly string[] => [
    ...["send", home.path, "-n", "--to", "http://u:secret@a/p", "--to", "http://b/p weight=3"],
    ...["--route", "cam1/**=http://c/p?key=secret", "--mirror", "http://d/p?key=secret"],
  ];

  test("says where each frame would go, and no secret", async () => {
    const { exitCode, stdout } = await cli(...words());
    expect(exitCode).toBe(0);
    expect(stdout).toContain("POST http://a/p\n");
    expect(stdout).toContain("POST http://b/p, weight 3\n");
    expect(stdout).toContain("POST http://c/p?key=***, for cam1/**\n");
    expect(stdout).toContain("POST http://d/p?key=***, for a copy\n");
    expect(stdout).toContain("auto, at most 256 to each service");
    expect(stdout).not.toContain("secret");
  });

  test("says it to programs, too", async () => {
    const { stdout } = await cli(...words(), "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      services: [
        { address: "http://a/p", weight: 1 },
        { address: "http://b/p", weight: 3 },
      ],
      routes: [{ pattern: "cam1/**", to: [{ address: "http://c/p?key=***", weight: 1 }] }],
      mirror: "http://d/p?key=***",
    });
    expect(stdout).not.toContain("secret");
  });
});

describe("the failures at several services", () => {
  /** A service that refuses everything until it is mended. */
  async function refusing(): Promise<{ service: Collector; mend: () => void }> {
    let answer: Answer = { status: 422, body: "not a cat" };
    const service = await startCollector({ answer: () => answer });
    return { service, mend: () => (answer = {}) };
  }

  test("are sent again to all of them", async () => {
    const folder = await folderOfFrames(home.path, 12);
    const bad = await refusing();
    const worse = await refusing();
    await using first = bad.service;
    await using second = worse.service;
    const failed = await cli("send", folder, "--to", first.url, "--to", `${second.url} weight=2`);
    expect(failed.exitCode).toBe(3);
    expect(failed.stderr).toContain(`to send them again  frameferry resubmit ${folder}\n`);
    bad.mend();
    worse.mend();
    const [before, beforeToo] = [first.requestCount, second.requestCount];
    const again = await cli("resubmit", folder, "--json");
    expect(summaryOf(again)).toMatchObject({ delivered: 12, failed: 0 });
    expect(first.requestCount).toBeGreaterThan(before);
    expect(second.requestCount).toBeGreaterThan(beforeToo);
  });

  test("or on a route are sent again only where somebody says that they go", async () => {
    const folder = join(home.path, "in");
    mkdirSync(folder);
    const images = await folderOfFrames(folder, 3);
    const bad = await refusing();
    await using service = bad.service;
    const route = `**/*.jpg=${service.url}`;
    const failed = await cli("send", images, "--to", one.url, "--route", route);
    expect(failed.exitCode).toBe(3);
    const words = ["--to", one.url, "--route", route];
    expect(failed.stderr).toContain(`resubmit ${images} --to ${one.url}/ --route '${route}/'`);
    bad.mend();
    expect((await cli("resubmit", images)).exitCode).toBe(2);
    expect((await cli("resubmit", images, ...words)).exitCode).toBe(0);
    expect([one.requestCount, service.requestCount]).toEqual([0, 6]);
  });
});

test("a mirror has its counts, and its secrets are never revealed", async () => {
  const folder = await folderOfFrames(home.path, 5);
  const environment = {
    FRAMEFERRY_MIRROR: `${other.url}/predict?key=canary-1`,
    FRAMEFERRY_ROUTE: `none/**=http://u:canary-2@127.0.0.1:9/p?key=canary-3`,
  };
  const words = ["send", folder, "--to", one.url, "--json", "-vv"];
  const { exitCode, stdout, stderr } = await runCommand(words, home.path, environment);
  expect(exitCode).toBe(0);
  const shown = `${other.url}/predict?key=***`;
  expect(summaryOf({ exitCode, stdout, stderr }).mirror).toEqual({
    ...{ service: shown, sent: 5, dropped: 0, failed: 0 },
  });
  expect(stderr).toContain(`mirror ${shown}  copies sent 5 · dropped 0 · failed 0`);
  expect(other.requests.map(({ path }) => path)).toEqual(Array(5).fill("/predict?key=canary-1"));
  expect(stdout + stderr).not.toContain("canary");
});

test("a source that was named is a pattern for a route, too", async () => {
  const folder = join(home.path, "cams");
  mkdirSync(folder);
  const [left, right] = [join(folder, "left"), join(folder, "right")];
  for (const camera of [left, right]) {
    mkdirSync(camera);
    await writeFile(join(camera, "a.jpg"), await picture());
  }
  const words = ["--to", one.url, "--route", `${left}/**=${other.url}`];
  expect((await cli("send", left, right, ...words)).exitCode).toBe(0);
  expect([one.requestCount, other.requestCount]).toEqual([1, 1]);
});

async function picture(): Promise<Buffer> {
  const { FrameMaker } = await import("../support/frames/frame-maker.ts");
  return (await FrameMaker.make()).jpeg(0);
}
