import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import * as library from "../src/index.ts";
import { codeBlocks } from "./support/docs/readme.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { type Collector, startCollector } from "./support/services/collector.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";

const page = readFileSync(new URL("../src/api.md", import.meta.url), "utf8");
const index = new URL("../src/index.ts", import.meta.url).href;
const ADDRESS = "http://127.0.0.1:8000/predict";

let folder: TemporaryFolder;
let service: Collector;
let status: number;
beforeEach(async () => {
  folder = await temporaryFolder();
  status = 200;
  service = await startCollector({ answer: () => ({ status }) });
  copyFileSync(fixtureVideoPath(CFR_VIDEO.fileName), join(folder.path, "clip.mp4"));
  mkdirSync(join(folder.path, "incoming"));
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Runs the example of a function as it stands, but for the address of the service. @returns what it prints. */
async function runExample(name: string): Promise<readonly string[]> {
  const [example = ""] = codeBlocks(page.split(`\n## ${name}`)[1] ?? "", "ts");
  const pointed = example.replace('"frameferry"', JSON.stringify(index));
  writeFileSync(join(folder.path, "example.ts"), pointed.replace(ADDRESS, service.url));
  const env = { ...process.env, XDG_STATE_HOME: folder.path };
  const { stdout } = await promisify(execFile)(process.execPath, ["example.ts"], {
    cwd: folder.path,
    env,
  });
  return stdout.trim().split("\n");
}

function land(...names: readonly string[]): void {
  const gif = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
  for (const name of names) writeFileSync(join(folder.path, "incoming", name), gif);
}

/** Has the service reject two images of the folder. */
async function failTwo(): Promise<void> {
  land("1.gif", "2.gif");
  status = 422;
  const state = join(folder.path, "frameferry");
  const paths = [join(folder.path, "incoming")];
  const { failed } = await library.sendFiles({ paths, to: service.url, state });
  expect(failed).toBe(2);
  status = 200;
}

describe("the reference of the library", () => {
  test("has a section, an example and a row for every function", () => {
    const functions = Object.keys(library).filter((name) => !/^[A-Z]/u.test(name));
    const examples = codeBlocks(page, "ts").join("\n");
    for (const name of functions) {
      expect(page).toMatch(new RegExp(`^## .*\\b${name}\\b`, "mu"));
      expect(page).toContain(`| [\`${name}\`](`);
      expect(examples).toContain(`${name}(`);
    }
  });

  test("names only error codes that exist", () => {
    const codes = readFileSync(new URL("../src/core/errors.md", import.meta.url), "utf8");
    for (const code of new Set(page.match(/ERR_[A-Z_]+/gu)))
      expect(codes).toContain(`| \`${code}\` |`);
  });

  test("has an example of runVideo that delivers the frames of a video", async () => {
    const lines = await runExample("runVideo");
    expect(lines.at(-1)).toBe(`${lines.length - 1} of ${lines.length - 1} delivered`);
    expect(lines.length).toBeGreaterThan(5);
    expect(service.requestCount).toBe(lines.length - 1);
  });

  test("has an example of watchFolders that ends by a file", async () => {
    land("1.gif", "2.gif", "DONE");
    expect(await runExample("watchFolders")).toEqual(["2 delivered"]);
  });

  test("has an example of sendFiles that takes paths one by one", async () => {
    land("1.jpg", "2.jpg");
    expect(await runExample("sendFiles")).toEqual(["2 delivered"]);
  });

  test("has an example of listFailures that tells why frames failed", async () => {
    await failTwo();
    const reason = expect.stringMatching(/^[12]\.gif: .*422/u);
    expect(await runExample("listFailures")).toEqual([reason, reason]);
  });

  test("has an example of resubmitFrames that delivers what failed", async () => {
    await failTwo();
    const line = expect.stringMatching(/^incoming.*: 2 delivered, 0 failed again$/u);
    expect(await runExample("resubmitFrames")).toEqual([line]);
  });

  test("has an example of listJobs", async () => {
    await failTwo();
    expect(await runExample("listJobs")).toEqual([
      expect.stringMatching(/incoming: 0 delivered$/u),
    ]);
  });

  test("has an example of forgetJobs and pruneJobs", async () => {
    await failTwo();
    expect(await runExample("forgetJobs")).toEqual(["1 forgotten, 0 pruned"]);
  });

  test("has an example of tuneService that keeps within its budget", async () => {
    const lines = await runExample("tuneService");
    const steps = lines.slice(0, -1);
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps) expect(step).toMatch(/^\d+ (?:[\d.]+|null)$/u);
    // A machine that is busy with other things may come to no number within three seconds.
    expect(lines.at(-1)).toMatch(/^\d+$|^[a-z].* [a-z]/iu);
    expect(service.requestCount).toBeGreaterThan(10);
    expect(service.requestCount).toBeLessThanOrEqual(200);
  });
});
