import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FrameResult } from "../../src/core/frame/frame-result.ts";
import { ResultsFile } from "../../src/results/results-file.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { parseResultLine } from "../support/results/result-lines.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

const LIMITS = { maxBytes: 80_000, keepMs: Number.POSITIVE_INFINITY };
const DAY_MS = 24 * 60 * 60 * 1000;

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (name: string): string => join(folder.path, name);
const namesInOrder = (): readonly string[] => readdirSync(folder.path).toSorted();

function resultOf(index: number): FrameResult {
  return sampleResult({ source: "cam", frame: `${index}.jpg`, index, response: "x".repeat(100) });
}

/** The frames of all files, in the order of their names; each line must be whole. */
function indexes(names: readonly string[] = namesInOrder()): readonly (number | null)[] {
  return names.flatMap((name) => {
    const text = readFileSync(at(name), "utf8");
    expect(text === "" || text.endsWith("\n")).toBe(true);
    const lines = text.split("\n").slice(0, -1);
    return lines.map((line) => parseResultLine(line).index);
  });
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, place) => from + place);

async function record(file: ResultsFile, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    await file.record(resultOf(index));
    if (index % 10 === 9) await file.flushed();
  }
  await file.flushed();
}

describe("a results file with a limit", () => {
  test("is set aside at whole lines, keeps its name for what is new, and takes no more than its limit", async () => {
    const warnings: string[] = [];
    const onWarning = (words: string): void => void warnings.push(words);
    await using file = await ResultsFile.open(at("out.jsonl"), { limits: LIMITS, onWarning });
    let maxBytes = 0;
    for (let from = 0; from < 1000; from += 50) {
      await record(file, from, from + 50);
      const sizes = namesInOrder().map((name) => statSync(at(name)).size);
      maxBytes = Math.max(
        maxBytes,
        sizes.reduce((sum, size) => sum + size),
      );
      expect(indexes(["out.jsonl"]).at(-1)).toBe(from + 49);
    }
    expect(maxBytes).toBeLessThanOrEqual(LIMITS.maxBytes);
    expect(maxBytes).toBeGreaterThan(LIMITS.maxBytes * 0.8);
    const kept = indexes();
    expect(kept).toEqual(range(Number(kept[0]), 1000));
    expect(kept.length).toBeGreaterThan(200);
    expect(warnings).toEqual([expect.stringContaining("`resultsMaxSizeBytes`")]);
  });

  test("stays within it, too, when more lines than it takes come at once", async () => {
    await using file = await ResultsFile.open(at("out.jsonl"), { limits: LIMITS });
    await Promise.all(range(0, 1000).map((index) => file.record(resultOf(index))));
    await file.flushed();
    const sizes = namesInOrder().map((name) => statSync(at(name)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(LIMITS.maxBytes);
    const kept = indexes();
    expect(kept.length).toBeGreaterThan(200);
    expect(kept).toEqual(range(1000 - kept.length, 1000));
  });

  test("loses nothing while there is room, whatever the clock says", async () => {
    let nowMs = Date.now();
    const limits = { maxBytes: 800_000, keepMs: 30 * DAY_MS };
    const wallClockMs = (): number => nowMs;
    await using file = await ResultsFile.open(at("out.jsonl"), { limits, wallClockMs });
    await record(file, 0, 600);
    nowMs += 10 * 365 * DAY_MS;
    await record(file, 600, 1200);
    nowMs -= 20 * 365 * DAY_MS;
    await record(file, 1200, 1500);
    expect(namesInOrder().length).toBeGreaterThan(3);
    expect(indexes().toSorted((one, other) => Number(one) - Number(other))).toEqual(range(0, 1500));
  });

  test("is set aside by its age as well, and older ones go in their time, and no other files", async () => {
    const foreign = [
      "out-notes.jsonl",
      "out-2026-01-01T00-00-00.000-00000000.txt",
      "mine.jsonl",
      "out2.jsonl",
    ];
    const old = "out-2026-01-01T00-00-00.000-00000000.jsonl";
    const young = "out-2026-01-02T00-00-00.000-00000000.jsonl";
    const line = `${JSON.stringify(resultOf(0))}\n`;
    for (const name of [...foreign, old, young]) writeFileSync(at(name), line);
    const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);
    for (const name of [...foreign, old]) utimesSync(at(name), ago(31), ago(31));
    utimesSync(at(young), ago(29), ago(29));
    let nowMs = Date.now();
    const limits = { maxBytes: Number.POSITIVE_INFINITY, keepMs: 30 * DAY_MS };
    await using file = await ResultsFile.open(at("out.jsonl"), {
      limits,
      wallClockMs: () => nowMs,
    });
    await record(file, 0, 1);
    expect(namesInOrder()).toEqual([...foreign, young, "out.jsonl"].toSorted());
    nowMs += 4 * DAY_MS;
    await record(file, 1, 2);
    const left = namesInOrder().filter((name) => !foreign.includes(name));
    expect(left).toHaveLength(2);
    expect(indexes(left)).toEqual([0, 1]);
  });

  test("that two programs add to is set aside by either, and no line is lost", async () => {
    const limits = { ...LIMITS, maxBytes: 800_000 }; // all lines have room in it, twice
    await using one = await ResultsFile.open(at("out.jsonl"), { limits });
    await using other = await ResultsFile.open(at("out.jsonl"), { limits });
    await Promise.all([record(one, 0, 600), record(other, 600, 1200)]);
    expect(namesInOrder().length).toBeGreaterThan(2);
    expect(indexes().toSorted((a, b) => Number(a) - Number(b))).toEqual(range(0, 1200));
  });

  test("is followed by tail -F to its last line", async () => {
    writeFileSync(at("out.jsonl"), "");
    const tail = spawn("tail", ["-n", "+1", "-s", "0.02", "-F", at("out.jsonl")]);
    let seen = "";
    tail.stdout.on("data", (text: Buffer) => (seen += text.toString()));
    try {
      const limits = { ...LIMITS, maxBytes: 800_000 };
      await using file = await ResultsFile.open(at("out.jsonl"), { limits });
      for (let from = 0; from < 600; from += 100) {
        await record(file, from, from + 100);
        await expect.poll(() => seen).toContain(`"${from + 99}.jpg"`);
      }
      expect(namesInOrder().length).toBeGreaterThan(1);
      const frames = seen.split("\n").slice(0, -1);
      expect(frames.map((line) => parseResultLine(line).index)).toEqual(range(0, 600));
    } finally {
      tail.kill();
      await once(tail, "exit");
    }
  });
});

describe("the results of a run in the folder of its job", () => {
  const OLD = "2026-01-01T00-00-00.000-0123abcd.jsonl";
  const CURRENT = "2026-11-30T00-00-00.000-89abcdef.jsonl";

  test("are readable by nobody else, and stay so when they are set aside", async () => {
    const before = process.umask(0o022);
    try {
      await using file = await ResultsFile.open(at(`results/${CURRENT}`), {
        isOwn: true,
        limits: LIMITS,
      });
      await record(file, 0, 100);
      const names = readdirSync(at("results"));
      expect(names.length).toBeGreaterThan(1);
      expect(lstatSync(at("results")).mode & 0o777).toBe(0o700);
      for (const name of names) expect(lstatSync(at(`results/${name}`)).mode & 0o777).toBe(0o600);
      await using named = await ResultsFile.open(at("named.jsonl"));
      expect(lstatSync(named.path).mode & 0o777).toBe(0o644);
    } finally {
      process.umask(before);
    }
  });

  test("share their limit with those of earlier runs, of which the oldest go; other files stay", async () => {
    const line = `${JSON.stringify(resultOf(0))}\n`;
    const names = range(1, 9).map((day) => OLD.replace("01-01", `01-0${day}`));
    for (const [place, name] of names.entries()) {
      writeFileSync(at(name), line.repeat(50));
      const time = new Date(Date.now() - (100 - place) * 60_000);
      utimesSync(at(name), time, time);
    }
    writeFileSync(at("mine.jsonl"), line);
    await using file = await ResultsFile.open(at(CURRENT), { isOwn: true, limits: LIMITS });
    expect(file.path).toBe(at(CURRENT));
    const kept = Math.floor(70_000 / (50 * line.length));
    expect(kept).toBeGreaterThan(2);
    expect(namesInOrder().filter((name) => name.startsWith("2026-01"))).toEqual(names.slice(-kept));
    expect(namesInOrder()).toContain("mine.jsonl");
  });
});
