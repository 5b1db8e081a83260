import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  readdirSync,
  readFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { BIN, startProgram } from "../../support/program/command-run.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

const LINES = 150_000;
/** The lines take 55 MB, and as objects more than 100. */
const HEAP_MB = 48;

function* lines(): Iterable<string> {
  const box = { x: 10, y: 20, width: 30, height: 40 };
  for (let number = 0; number < LINES; number += 1) {
    // Answers come in another order than frames.
    const index = number ^ 7;
    const detections = [{ label: `label ${index % 90}`, confidence: 0.9, box }];
    const frame = `frame_${String(index).padStart(8, "0")}.jpg`;
    const result = { index, frame, ptsSeconds: index / 25, predictions: { detections } };
    yield `${JSON.stringify(sampleResult(result))}\n`;
  }
}

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
  await pipeline(Readable.from(lines()), createWriteStream(join(folder.path, "a.jsonl")));
  return async () => await folder[Symbol.asyncDispose]();
});

async function exported(heapMb: number, ...words: readonly string[]) {
  const heap = `--max-old-space-size=${heapMb}`;
  const line = [process.execPath, heap, BIN, "export", "a.jsonl", ...words];
  return await startProgram(line, folder.path, { cwd: folder.path }).ended;
}

async function linesOf(
  name: string,
): Promise<{ readonly count: number; readonly first: readonly string[] }> {
  let count = 0;
  const first: string[] = [];
  for await (const line of createInterface(createReadStream(join(folder.path, name)))) {
    count += 1;
    if (first.length < 3) first.push(line);
  }
  return { count, first };
}

describe(`${LINES} results`, () => {
  test.each([
    ["csv", LINES + 1],
    ["coco", 2 * LINES + 90 + 1],
    ["srt", 4 * LINES],
    ["vtt", 3 * LINES + 2],
  ] as const)("are exported as %s with a small heap", async (format, count) => {
    const words = ["--format", format, "--image-size", "640x480", "-o", `out.${format}`];
    const { exitCode, stderr } = await exported(HEAP_MB, ...words);
    expect(stderr).toBe(`✔ ${LINES} detections of ${LINES} frames exported in out.${format}\n`);
    expect(exitCode).toBe(0);
    expect((await linesOf(`out.${format}`)).count).toBe(count);
  });

  test("cannot be held in that heap, so that the tests above mean something", async () => {
    const script = `
      const { readFileSync } = require("node:fs");
      const text = readFileSync("a.jsonl", "latin1");
      globalThis.all = text.split("\\n").filter(Boolean).map((line) => JSON.parse(line));
    `;
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, "-e", script], {
      cwd: folder.path,
      stdio: "ignore",
    });
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(code === 0 && signal === null).toBe(false);
  });

  test("end without a word when their reader goes away", async () => {
    const program = `'${process.execPath}' '${BIN}' export a.jsonl --format csv`;
    const shell = ["/bin/bash", "-c", `set -o pipefail; ${program} | head -1`];
    const { exitCode, stdout, stderr } = await startProgram(shell, folder.path, {
      cwd: folder.path,
    }).ended;
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^source,frame,/u);
  });

  test("leave nothing behind where Ctrl-C ends their export", async () => {
    const text = readFileSync(join(folder.path, "a.jsonl"));
    // Long enough that it is not done before the signal comes, on any machine.
    for (let part = 0; part < 2; part += 1) appendFileSync(join(folder.path, "long.jsonl"), text);
    const words = ["export", "long.jsonl", "--format", "csv", "-o", "cut.csv"];
    const unfinished = (): readonly string[] =>
      readdirSync(folder.path).filter((name) => /cut|part/u.test(name));
    const run = startProgram([process.execPath, BIN, ...words], folder.path, { cwd: folder.path });
    await using _ = run;
    await expect.poll(unfinished).toHaveLength(1);
    const { exitCode } = await run.stop("SIGINT");
    expect(exitCode).toBe(130);
    expect(unfinished()).toEqual([]);
  });
});
