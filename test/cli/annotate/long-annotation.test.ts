import { createWriteStream, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { BIN, type CommandRun, startProgram } from "../../support/program/command-run.ts";
import { slicersOf } from "../../support/program/ffmpeg-processes.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  await ffmpeg(folder.path, ...testPicture("160x90", 20, 25), "-preset", "ultrafast", "clip.mp4");
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const LINES = 200_000;

/** Results of a video of hours; the clip is its beginning. */
function* lines(count: number): Iterable<string> {
  const box = { x: 10, y: 20, width: 30, height: 40 };
  for (let number = 0; number < count; number += 1) {
    const index = number ^ 7;
    const detections = [{ label: `label ${index % 90}`, confidence: 0.9, box }];
    const fields = { index, frame: `${index}.jpg`, ptsSeconds: index / 25 };
    yield `${JSON.stringify(sampleResult({ ...fields, predictions: { detections } }))}\n`;
  }
}

async function writeLines(count: number): Promise<void> {
  await pipeline(Readable.from(lines(count)), createWriteStream(join(folder.path, "a.jsonl")));
}

function start(heapMb: number): CommandRun {
  const heap = `--max-old-space-size=${heapMb}`;
  const words = ["annotate", "clip.mp4", "--results", "a.jsonl", "-o", "out.mp4"];
  const line = [process.execPath, heap, BIN, ...words];
  return startProgram(line, folder.path, { cwd: folder.path });
}

const unfinished = (): readonly string[] =>
  readdirSync(folder.path).filter((name) => name.endsWith(".part"));

test(`${LINES} results are drawn with a small heap`, async () => {
  await writeLines(LINES);
  const { exitCode, stderr } = await start(48).ended;
  expect(stderr).toMatch(/^✔ 500 frames written to out\.mp4/u);
  expect(exitCode).toBe(0);
});

test("Ctrl-C ends an annotation, and nothing is left of it", async () => {
  await writeLines(500);
  await using run = start(256);
  await expect.poll(unfinished).toHaveLength(1);
  const { exitCode } = await run.stop("SIGINT");
  expect(exitCode).toBe(130);
  expect(unfinished()).toEqual([]);
  expect(existsSync(join(folder.path, "out.mp4"))).toBe(false);
});

test("an annotation that is killed leaves no ffmpeg, and nothing under the name of its video", async () => {
  await writeLines(500);
  await using run = start(256);
  await expect.poll(unfinished).toHaveLength(1);
  await run.stop("SIGKILL");
  await expect.poll(() => slicersOf(join(folder.path, "clip.mp4"))).toEqual([]);
  expect(existsSync(join(folder.path, "out.mp4"))).toBe(false);
});
