import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "vitest";
import { runVideo, sendFiles, tuneService, watchFolders } from "../../../src/index.ts";
import type { FrameResult, RunSummary } from "../../../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { BIN, runCommand, startProgram } from "../../support/program/command-run.ts";
import { parseResultLines } from "../../support/results/result-lines.ts";

const VIDEO = join(import.meta.dirname, "../../../fixtures/videos/vfr.mp4");

let folder: TemporaryFolder;
let service: Collector;
beforeAll(async () => {
  service = await startCollector({});
});
afterAll(async () => await service[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (...parts: readonly string[]): string => join(folder.path, ...parts);

function lines(path: string): readonly FrameResult[] {
  return parseResultLines(readFileSync(path, "utf8"));
}

/** Every file below a folder with its bytes. */
function contents(path: string): ReadonlyMap<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(path, file), readFileSync(file, "base64")]),
  );
}

describe("P38: the same command again keeps every answer", () => {
  async function send(
    options: { to?: string; restart?: boolean; resultsOverwrite?: boolean } = {},
  ): Promise<RunSummary> {
    const [resultsFile, stateFolder] = [at("out.jsonl"), at("state")];
    const places = { paths: [at("in")], to: service.url, results: resultsFile, state: stateFolder };
    return await sendFiles({ ...places, ...options }).summary;
  }

  test("after an interruption, when all is done, when there is more, and when it begins anew", async () => {
    await folderOfFrames(folder.path, 30);
    const stop = new AbortController();
    const stopped = once(stop.signal, "abort");
    await using holding = await startCollector({
      answer: async (_, number) => {
        if (number === 10) await stopped;
        return {};
      },
    });
    const to = { to: holding.url };
    const run = sendFiles({
      ...{ paths: [at("in")], ...to, concurrency: 1, signal: stop.signal },
      ...{ results: at("out.jsonl"), state: at("state") },
    });
    for await (const event of run) if (event.type === "frameSettled") stop.abort();
    const interrupted = lines(at("out.jsonl")).length;
    expect(interrupted).toBeGreaterThan(0);
    expect(interrupted).toBeLessThan(30);
    await send(to);
    expect(new Set(lines(at("out.jsonl")).map(({ frame }) => frame)).size).toBe(30);
    expect(lines(at("out.jsonl"))).toHaveLength(30);
    expect(await send(to)).toMatchObject({ delivered: 0, results: at("out.jsonl") });
    expect(lines(at("out.jsonl"))).toHaveLength(30);
    await send({ ...to, restart: true });
    expect(lines(at("out.jsonl"))).toHaveLength(60);
    await send({ ...to, resultsOverwrite: true });
    expect(lines(at("out.jsonl"))).toHaveLength(60);
    await send({ ...to, restart: true, resultsOverwrite: true });
    expect(lines(at("out.jsonl"))).toHaveLength(30);
  });

  test("and another job with the same results file adds to it", async () => {
    await folderOfFrames(folder.path, 3);
    await send();
    await folderOfFrames(folder.path, 2, "other");
    await sendFiles({
      ...{ paths: [at("other")], to: service.url, state: at("state") },
      ...{ results: at("out.jsonl"), resultsOverwrite: false },
    }).summary;
    expect(lines(at("out.jsonl")).map(({ source }) => source)).toEqual([
      ...Array<string>(3).fill(at("in")),
      ...Array<string>(2).fill(at("other")),
    ]);
  });
});

/** What each command would cost, and the words in which it is refused. */
type Refusal = readonly [name: string, begin: () => Promise<unknown>, words: RegExp];

describe("P38: an output that would cost data is an error before anything is written", () => {
  beforeEach(async () => {
    await folderOfFrames(folder.path, 3);
    copyFileSync(VIDEO, at("clip.mp4"));
    symlinkSync("clip.mp4", at("link.jsonl"));
    linkSync(at("clip.mp4"), at("hard.jsonl"));
    symlinkSync("in", at("seen"));
    mkdirSync(at("photos"));
    copyFileSync(at("in", readdirSync(at("in"))[0] ?? ""), at("photos", "me.jpg"));
    writeFileSync(at("empty.jpg"), "");
    writeFileSync(at("notes.txt"), "my notes\n");
    mkdirSync(at("state", "jobs", "job"), { recursive: true });
    writeFileSync(at("state", "jobs", "job", "ledger.db"), "");
  });

  const base = (): { to: string; state: string } => ({
    ...{ to: service.url, state: at("state") },
  });
  const run = (more: object) => async (): Promise<RunSummary> =>
    await runVideo({ video: at("clip.mp4"), ...base(), every: 50, ...more }).summary;
  const watch = (more: object) => async (): Promise<RunSummary> =>
    await watchFolders({ folders: [at("in")], ...base(), untilIdleMs: 1, ...more }).summary;
  const send = (more: object) => async (): Promise<RunSummary> =>
    await sendFiles({ paths: [at("in")], ...base(), ...more }).summary;
  const tune = (more: object) => async (): Promise<unknown> =>
    await tuneService({ to: service.url, maxRequests: 10, ...more });

  const refusals: readonly Refusal[] = [
    [
      "results: the video",
      () => run({ results: at("clip.mp4") })(),
      /`results` .*is the source of the frames/u,
    ],
    [
      "results: it, spelled otherwise",
      () => run({ results: at("in/../clip.mp4") })(),
      /is the source of the frames/u,
    ],
    [
      "results: a link to it",
      () => run({ results: at("link.jsonl") })(),
      /is the source of the frames/u,
    ],
    [
      "results: a hard link to it",
      () => run({ results: at("hard.jsonl") })(),
      /is the source of the frames/u,
    ],
    ["results: another video", () => send({ results: at("clip.mp4") })(), /not a results file/u],
    ["results: an image", () => watch({ results: at("photos/me.jpg") })(), /an image/u],
    ["results: an image to come", () => watch({ results: at("empty.jpg") })(), /an image/u],
    [
      "results: what would be taken for a frame",
      () => watch({ results: at("seen/out.jsonl"), match: ["*"] })(),
      /an image/u,
    ],
    ["results: a text", () => send({ results: at("notes.txt") })(), /not a results file/u],
    [
      "results: a text, even to be overwritten",
      () => send({ results: at("notes.txt"), resultsOverwrite: true })(),
      /not a results file/u,
    ],
    ["results: a folder", () => run({ results: at("in") })(), /is a folder/u],
    [
      "results: the ledger",
      () => run({ results: at("state/jobs/job/ledger.db") })(),
      /keeps its state/u,
    ],
    [
      "results: the folder that images go to",
      () => watch({ results: at("done"), moveTo: at("done") })(),
      /`moveTo` .*`results`/u,
    ],
    [
      "results: the file that ends the watch",
      () => watch({ results: at("in/DONE"), untilFile: "DONE" })(),
      /`results` .*`untilFile`/u,
    ],
    ["move-to: a file", () => watch({ moveTo: at("notes.txt") })(), /is a file, not a folder/u],
    [
      "move-to: the ledger's folder",
      () => send({ moveTo: at("state/jobs/job") })(),
      /keeps its state/u,
    ],
    [
      "move-to: where failed ones go",
      () => send({ moveTo: at("aside"), onFailure: `copy-to=${at("aside")}` })(),
      /named by `moveTo`/u,
    ],
    [
      "copy-to: a file",
      () => run({ onFailure: `copy-to=${at("notes.txt")}` })(),
      /is a file, not a folder/u,
    ],
    [
      "copy-to: the ledger's folder",
      () => run({ onFailure: `copy-to=${at("state/jobs")}` })(),
      /keeps its state/u,
    ],
    ["frames: a file", () => run({ frames: at("notes.txt") })(), /is a file, not a folder/u],
    ["frames: the video's folder", () => run({ frames: folder.path })(), /holds the video/u],
    [
      "frames: the ledger's folder",
      () => run({ frames: at("state/jobs/job") })(),
      /keeps its state/u,
    ],
    [
      "state: in a folder whose files are all frames",
      () => watch({ state: at("in/state"), match: ["*"] })(),
      /`state` .*taken for frames/u,
    ],
    ["html: a video", () => tune({ html: at("clip.mp4") })(), /not a page written by tune/u],
    [
      "html: the video",
      () => tune({ html: at("hard.jsonl"), video: at("clip.mp4") })(),
      /is the source/u,
    ],
    ["html: an image", () => tune({ html: at("photos/me.jpg") })(), /an image/u],
    ["html: a text", () => tune({ html: at("notes.txt") })(), /not a page written by tune/u],
    ["html: a folder", () => tune({ html: at("in") })(), /is a folder/u],
  ];
  test.each(refusals)("%s", async (_, begin, words) => {
    const before = contents(folder.path);
    const requests = service.requestCount;
    await expect(begin()).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringMatching(words),
    });
    expect(contents(folder.path)).toEqual(before);
    expect(service.requestCount).toBe(requests);
  });

  test("as copy-to and move-to are: the watched folder under a second name", async (context) => {
    mkdirSync(at("bound"));
    try {
      execFileSync("mount", ["--bind", at("in"), at("bound")], { stdio: "ignore" });
    } catch {
      context.skip("this user may not mount a folder a second time");
    }
    try {
      for (const more of [{ moveTo: at("bound") }, { onFailure: `copy-to=${at("bound")}` }])
        await expect(watch(more)()).rejects.toThrow("is the source of the frames");
    } finally {
      execFileSync("umount", ["-l", at("bound")]);
    }
  });

  test("with exit code 2, in a dry run, too", async () => {
    const { size } = statSync(at("clip.mp4"));
    for (const more of [[], ["--dry-run"]]) {
      const words = ["run", at("clip.mp4"), "--to", service.url, "--results", at("clip.mp4")];
      const { exitCode, stderr } = await runCommand([...words, ...more], at("home"));
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(
        /^error: --results cannot be .*clip\.mp4, which is the source of the frames/mu,
      );
    }
    expect(statSync(at("clip.mp4")).size).toBe(size);
  });
});

describe("P38: outputs that cost no data are used:", () => {
  test("a page of tune is replaced by the next", async () => {
    const to = service.url;
    const htmlFile = at("page.html");
    for (const maxRequests of [20, 30]) await tuneService({ to, maxRequests, html: htmlFile });
    expect(readFileSync(htmlFile, "utf8")).toContain("<title>frameferry tune:");
    expect(readdirSync(folder.path)).toEqual(["page.html"]);
  });

  test.each([
    ["/dev/stdout, a file behind what was printed", '{ printf "before\\n"; exec "$@"; } > out'],
    ["/dev/stdout, a pipe", '"$@" | cat > out'],
    ["/dev/fd/3, a pipe", '"$@" 3>&1 | cat > out'],
  ])("results to %s, with the summary behind them", async (name, script) => {
    await folderOfFrames(folder.path, 5);
    const results = name.split(",")[0] ?? "";
    const words = ["send", at("in"), "--to", service.url, "--results", results, "--json", "-q"];
    const shell = ["bash", "-c", script, "bash", process.execPath, BIN, ...words];
    const exit = await startProgram(shell, at("home"), { cwd: folder.path }).ended;
    expect(exit).toMatchObject({ exitCode: 0, stderr: "" });
    const printed = readFileSync(at("out"), "utf8").trim().split("\n");
    if (name.includes("behind")) expect(printed.shift()).toBe("before");
    const objects = printed.map((text) => JSON.parse(text) as { frame?: string; landed?: number });
    expect(objects.map(({ frame }) => frame !== undefined)).toEqual([
      ...Array<boolean>(5).fill(true),
      false,
    ]);
    expect(objects[5]?.landed).toBe(5);
  });
});
