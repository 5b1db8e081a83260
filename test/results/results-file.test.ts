import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FrameResult } from "../../src/core/frame/frame-result.ts";
import { groupPauseMs, ResultsFile } from "../../src/results/results-file.ts";
import { sampleResult } from "../support/samples/sample-result.ts";
import { resultLines } from "../support/results/result-lines.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-results-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function resultOf(index: number, response: unknown): FrameResult {
  return sampleResult({ frame: `frame_${index}.jpg`, index, response });
}

async function responsesIn(path: string): Promise<readonly unknown[]> {
  return (await resultLines(path)).map(({ response }) => response);
}

test("a results file holds a line per result, in the order of recording", async () => {
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  for (let index = 0; index < 500; index += 1) await file.record(resultOf(index, "x".repeat(1000)));
  await file.close();
  const results = await resultLines(file.path);
  expect(results.map(({ index }) => index)).toEqual([...Array(500).keys()]);
});

test("a results file can be read while the run goes on", async () => {
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  await file.record(resultOf(0, "one"));
  await expect.poll(async () => await readFile(file.path, "utf8")).toContain('"one"');
  await file.record(resultOf(1, "two"));
  await expect.poll(async () => await readFile(file.path, "utf8")).toContain('"two"');
});

test("a results file holds every line that was recorded, also when the run fails and nothing closes it", async () => {
  const path = join(folder, "results.jsonl");
  {
    await using file = await ResultsFile.open(path);
    for (let index = 0; index < 3; index += 1) await file.record(resultOf(index, "x"));
  }
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(3);
});

test("a results file lets many frames wait for the disk at once, and none is lost", async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on("warning", onWarning);
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  const lines = Array.from({ length: 200 }, (_, index) => resultOf(index, "x".repeat(10_000)));
  await Promise.all(lines.map((line) => file.record(line)));
  await file.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", onWarning);
  expect((await readFile(file.path, "utf8")).trim().split("\n")).toHaveLength(200);
  expect(warnings).toEqual([]);
});

test("a results file keeps its lines when others are added", async () => {
  const path = join(folder, "results.jsonl");
  for (const response of ["one", "two", "three"]) {
    await using file = await ResultsFile.open(path);
    await file.record(resultOf(0, response));
    await file.close();
  }
  expect(await responsesIn(path)).toEqual(["one", "two", "three"]);
});

test("a results file that is to be overwritten loses its older lines with the first new one, and not before", async () => {
  const path = join(folder, "results.jsonl");
  await writeFile(path, `${JSON.stringify(resultOf(0, "older"))}\n`);
  for (const lines of [[], ["one", "two"]]) {
    await using file = await ResultsFile.open(path, { overwrites: true });
    for (const response of lines) await file.record(resultOf(0, response));
    await file.close();
    expect(await responsesIn(path)).toEqual(lines.length === 0 ? ["older"] : lines);
  }
});

describe("a results file that a crash has left", () => {
  const line = JSON.stringify(resultOf(0, "older"));
  test.each([
    ["in the middle of a line", `${line}\n${line.slice(0, 40)}`, ["older", "new"]],
    ["at the first letter of a line", `${line}\n{`, ["older", "new"]],
    ["in the middle of its first line", line.slice(0, 40), ["new"]],
    ["with zeros for what was not flushed", `${line}\n${"\0".repeat(5000)}`, ["older", "new"]],
    ["with nothing but zeros", "\0".repeat(5000), ["new"]],
    [
      "in the middle of a long line",
      `${line}\n${line.slice(0, -2)}${"x".repeat(200_000)}`,
      ["older", "new"],
    ],
  ])(
    "that ends %s is cut behind its last whole line, and a warning says so",
    async (_, text, responses) => {
      const path = join(folder, "results.jsonl");
      await writeFile(path, text);
      const warnings: string[] = [];
      await using file = await ResultsFile.open(path, {
        onWarning: (words) => warnings.push(words),
      });
      await file.record(resultOf(1, "new"));
      await file.close();
      expect(await responsesIn(path)).toEqual(responses);
      expect(warnings).toEqual([expect.stringContaining("was cut off by a crash")]);
    },
  );

  test("that ends between a line and its line break gets the line break", async () => {
    const path = join(folder, "results.jsonl");
    await writeFile(path, `${line}\n${line}`);
    await using file = await ResultsFile.open(path);
    await file.record(resultOf(1, "new"));
    await file.close();
    expect(await responsesIn(path)).toEqual(["older", "older", "new"]);
  });
});

test.each([
  ["text", "some notes\n"],
  ["text behind results", `${JSON.stringify(resultOf(0, "x"))}\nmy notes`],
  ["other JSON", '{"source":"a.mp4"}\n'],
  ["one JSON object over several lines", JSON.stringify(resultOf(0, "x"), null, 2)],
  ["bytes", Buffer.from([0xff, 0xd8, 0xff, 0x0a, 0x00])],
])(
  "a file that holds %s is no results file: it is left as it is, even to be overwritten",
  async (_, content) => {
    const path = join(folder, "results.jsonl");
    await writeFile(path, content);
    for (const overwrites of [false, true]) {
      await expect(ResultsFile.open(path, { overwrites })).rejects.toMatchObject({
        code: "ERR_OPTION",
        kind: "usage",
      });
    }
    expect(await readFile(path)).toEqual(Buffer.from(content));
  },
);

test("a results file to which two programs write at once does not mix their lines", async () => {
  const path = join(folder, "results.jsonl");
  const write = async (response: string): Promise<void> => {
    await using file = await ResultsFile.open(path);
    for (let index = 0; index < 200; index += 1) {
      await file.record(resultOf(index, response.repeat(3000)));
      if (index % 20 === 0) await file.flushed();
    }
    await file.close();
  };
  await Promise.all(["a", "b", "c"].map(write));
  const responses = (await responsesIn(path)).map(String);
  expect(responses.filter((text) => /^(?:a{3000}|b{3000}|c{3000})$/u.test(text))).toHaveLength(600);
});

test("a results file that is removed with lines in it reports that, and calls no further line safe", async () => {
  const path = join(folder, "results.jsonl");
  await using file = await ResultsFile.open(path);
  await file.record(resultOf(0, "gone with the file"));
  await file.flushed();
  await rm(path);
  await file.record(resultOf(1, "one"));
  await expect(file.flushed()).rejects.toMatchObject({
    code: "ERR_RECORD_LOST",
    kind: "environment",
  });
  await expect(file.record(resultOf(2, "two"))).rejects.toMatchObject({ code: "ERR_RECORD_LOST" });
});

test("a results file that is removed with lines in it reports that at its end, too", async () => {
  const path = join(folder, "results.jsonl");
  await using file = await ResultsFile.open(path);
  await file.record(resultOf(0, "gone with the file"));
  await file.flushed();
  await rm(path);
  await expect(file.close()).rejects.toMatchObject({ code: "ERR_RECORD_LOST" });
});

test("a results file that is removed before it holds a line is made anew", async () => {
  const path = join(folder, "results.jsonl");
  await using file = await ResultsFile.open(path);
  await rm(path);
  await file.record(resultOf(1, "one"));
  await file.flushed();
  expect(await responsesIn(path)).toEqual(["one"]);
});

test("a results file that is renamed meanwhile goes on under its own name, and no line is lost", async () => {
  const path = join(folder, "results.jsonl");
  await using file = await ResultsFile.open(path);
  await file.record(resultOf(0, "zero"));
  await file.flushed();
  await rename(path, `${path}.1`);
  await file.record(resultOf(1, "one"));
  await file.flushed();
  await file.record(resultOf(2, "two"));
  await file.flushed();
  expect([...(await responsesIn(`${path}.1`)), ...(await responsesIn(path))]).toEqual([
    ...["zero", "one", "two"],
  ]);
});

test("a results file whose folder is removed meanwhile reports that, and calls no line safe", async () => {
  const path = join(folder, "below", "results.jsonl");
  await using file = await ResultsFile.open(path);
  await rm(join(folder, "below"), { recursive: true });
  await file.record(resultOf(0, "one"));
  await expect(file.flushed()).rejects.toMatchObject({ code: "ERR_FOLDER_UNUSABLE" });
  await expect(file.record(resultOf(1, "two"))).rejects.toMatchObject({ kind: "environment" });
});

test("a results file may be a pipe", async () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const read = readFile(path, "utf8");
  await using file = await ResultsFile.open(path);
  for (let index = 0; index < 500; index += 1) await file.record(resultOf(index, "x".repeat(1000)));
  await file.close();
  expect((await read).trim().split("\n")).toHaveLength(500);
});

test("a results file may be a device", async () => {
  await using file = await ResultsFile.open("/dev/null");
  await file.record(resultOf(0, "one"));
  await file.close();
});

test("a results file replaces an answer that is nested too deeply to be written", async () => {
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  await file.record(resultOf(0, JSON.parse("[".repeat(200_000) + "]".repeat(200_000))));
  await file.close();
  expect(JSON.parse(await readFile(file.path, "utf8"))).toMatchObject({
    index: 0,
    outcome: "delivered",
  });
});

test("a results file reports that the disk is full", async (context) => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    context.skip("this user may not mount a small disk");
  }
  try {
    await using file = await ResultsFile.open(join(folder, "results.jsonl"));
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 200; index += 1)
        await file.record(resultOf(index, "x".repeat(5000)));
      await file.close();
    };
    await expect(fill()).rejects.toMatchObject({ code: "ERR_DISK_FULL", kind: "environment" });
  } finally {
    execFileSync("umount", ["-l", folder]);
  }
});

test.each([
  ["a line that comes alone goes out at once", 1, 1000, 1, 0],
  ["the next ones share a write every 50 ms", 1, 0, 7, 49],
  ["and every 10 ms where they are many", 1, 0, 8, 9],
  ["on a slow disk, those of as long as it took", 60, 10, 1, 50],
  ["and on a stuck one, those of half a second", 4000, 0, 8, 500],
])("results are written in groups: %s", (_, flushMs, sinceLastMs, count, pauseMs) => {
  expect(groupPauseMs(flushMs, sinceLastMs, count)).toBe(pauseMs);
});
