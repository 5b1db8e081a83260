import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { annotateResults, type AnnotateProgress } from "../src/index.ts";
import { PageShell } from "./support/docs/page-shell.ts";
import { programLines, readPages } from "./support/docs/readme.ts";
import { smallDisk, whyNoSmallDisk } from "./support/files/small-disk.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { imageOf } from "./support/program/delivery-command.ts";
import { sampleResult } from "./support/samples/sample-result.ts";
import { startCollector } from "./support/services/collector.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  copyFileSync(fixtureVideoPath("cfr.mp4"), at("clip.mp4"));
  const box = { x: 40, y: 60, width: 90, height: 60 };
  const result = sampleResult({
    predictions: { detections: [{ label: "cat", confidence: 0.9, box }] },
  });
  writeFileSync(at("a.jsonl"), `${JSON.stringify(result)}\n`);
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (name: string): string => join(folder.path, name);

test("annotateResults writes a video, tells how far it is, and resolves to what it wrote", async () => {
  const seen: AnnotateProgress[] = [];
  const report = await annotateResults({
    ...{ source: at("clip.mp4"), results: at("a.jsonl"), output: at("out.mp4") },
    onProgress: (progress) => seen.push(progress),
  });
  expect(report).toEqual({
    ...{ output: at("out.mp4"), isVideo: true, frames: 100, drawn: 1, detections: 1 },
    ...{ results: 1, failed: 0, missing: 0, warnings: [] },
  });
  expect(seen.at(-1)).toEqual({ frames: 100, expected: 100 });
});

test("annotateResults rejects with the reason of its signal, and leaves nothing", async () => {
  const reason = new Error("enough");
  const options = { source: at("clip.mp4"), results: at("a.jsonl"), output: at("out.mp4") };
  const aborted = annotateResults({ ...options, signal: AbortSignal.abort(reason) });
  await expect(aborted).rejects.toBe(reason);
  expect(existsSync(at("out.mp4"))).toBe(false);
});

test("a full disk is said as such, and keeps no half video", async ({ skip }) => {
  const why = await whyNoSmallDisk();
  if (why !== undefined) skip(why);
  await using disk = await smallDisk(16 * 1024);
  const output = join(disk.path, "out.mp4");
  const options = { source: at("clip.mp4"), results: at("a.jsonl"), output };
  await expect(annotateResults(options)).rejects.toMatchObject({ code: "ERR_DISK_FULL" });
  expect(existsSync(output)).toBe(false);
});

test("the examples of the page, and of the help, write what they name", async () => {
  const person = { label: "person", confidence: 0.9, x_min: 1, y_min: 2, x_max: 5, y_max: 6 };
  await using service = await startCollector({
    answer: () => ({ body: { predictions: [person] } }),
  });
  const shell = new PageShell(folder.path);
  mkdirSync(at("incoming"));
  writeFileSync(join(at("incoming"), "0.jpg"), imageOf("0.jpg"));
  const to = `--protocol deepstack --to ${service.url}`;
  const results = `--every 10 --results answers.jsonl ${to} --service-name other`;
  for (const line of [
    `frameferry send incoming ${to}`,
    `frameferry run clip.mp4 ${results}`,
    // Only one job can be meant, and that of the other service has no results in the state folder.
    "frameferry forget clip.mp4",
    `frameferry run clip.mp4 --every 10 ${to}`,
  ])
    expect(await shell.run(line)).toMatchObject({ exitCode: 0 });
  const page = (await readPages()).find(({ path }) => path === "src/annotate/README.md");
  const { stdout: help } = await shell.run("frameferry annotate --help");
  const shown = (help.match(/^ {2}frameferry annotate .*$/gmu) ?? []).map((line) => line.trim());
  const lines = [...programLines(page?.text ?? ""), ...shown];
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) {
    await shell.run("rm -rf drawn found.mp4 found.webm");
    const { exitCode, stderr } = await shell.run(line);
    expect({ line, exitCode, stderr }).toMatchObject({ line, exitCode: 0 });
    const words = /^✔ (?:100 frames|1 image) written to /u;
    expect({ line, stderr }).toEqual({ line, stderr: expect.stringMatching(words) as string });
    const [, output] = / -o (\S+)/u.exec(line) ?? [];
    expect({ line, is: existsSync(at(output ?? "")) }).toEqual({ line, is: true });
  }
});
